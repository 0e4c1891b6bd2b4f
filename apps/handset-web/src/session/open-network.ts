import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { Conversation, Handset, KnownNetwork, Network } from '@sotto/handset';

/** What is known of the network that this handset belongs to. */
export const network: Signal<Network> = signal({ state: 'none' });

export async function openNetwork(handset: Handset): Promise<void> {
  network.value = await handset.network.view();
}

export function closeNetwork(): void {
  network.value = { state: 'none' };
}

export type Freeze = NonNullable<KnownNetwork['freeze']>;

/** The freeze that keeps messages from going out, or new members from coming in; there may be none. */
export function frozen(what: 'sending' | 'members'): Freeze | undefined {
  const now = network.value;
  const freeze = now.state === 'known' ? now.freeze : undefined;
  if (freeze === undefined) return undefined;
  const stops = {
    advice: '',
    noUpdates: '',
    noNewMembers: 'members',
    noSending: 'sending members',
  };
  return stops[freeze.level].includes(what) ? freeze : undefined;
}

/** The freeze that keeps messages of this conversation from going out. Notes to oneself go to nobody else. */
export function frozenIn({ kind }: Conversation): Freeze | undefined {
  return kind === 'notes' ? undefined : frozen('sending');
}
