import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { isSottoError } from '@sotto/core';
import type { CreateOptions } from '@sotto/handset';
import { parseRelayInvite } from '@sotto/protocol';
import { running } from './open-handset.ts';

/** A link of a relay's operator that this page was opened with, until it is used or put aside. */
export const pendingRelayInvite: Signal<string | undefined> = signal(undefined);

/** The relay that a link leads to, as people know it, or the code of what is wrong with the link. */
export function readRelayInvite(
  link: string,
): { readonly host: string; readonly fault?: never } | { readonly fault: string } {
  try {
    return { host: new URL(parseRelayInvite(link).relay).host };
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return { fault: error.code };
  }
}

/** What a new handset is made with because of the link, if there is one. @throws RELAY_INVITE_MALFORMED */
export function invitedTo(): Partial<Pick<CreateOptions, 'relay' | 'credit' | 'charterHash'>> {
  const link = pendingRelayInvite.value;
  if (link === undefined) return {};
  const { relay, credit, charterHash } = parseRelayInvite(link);
  return { relay, credit, ...(charterHash === null ? {} : { charterHash: hexOf(charterHash) }) };
}

/** The running handset uses the link. @throws what `Handset.joinRelay` throws */
export async function applyRelayInvite(link: string): Promise<void> {
  await running().joinRelay(link);
  pendingRelayInvite.value = undefined;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
