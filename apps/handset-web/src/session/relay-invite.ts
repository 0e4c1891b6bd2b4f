import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { isSottoError, SottoError } from '@sotto/core';
import type { CreateOptions, HandsetErrorCode } from '@sotto/handset';
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

/**
 * The running handset uses the link: for a relay of its own in place of the former invite, else for one more relay.
 * @throws RELAY_INVITE_MALFORMED, NETWORK_PINNED when it belongs to another network, what `useCredit` throws
 */
export async function applyRelayInvite(link: string): Promise<void> {
  const { relay, credit, charterHash } = parseRelayInvite(link);
  const { network, useCredit } = running();
  const hash = charterHash === null ? undefined : hexOf(charterHash);
  // Before the relay is asked: an invite is used once, and this handset could not belong there.
  const now = await network.view();
  if (hash !== undefined && now.state !== 'none' && now.charterHash !== hash)
    throw new SottoError<HandsetErrorCode>('NETWORK_PINNED', 'It belongs to another network.');
  await useCredit(relay, credit);
  if (hash !== undefined) await network.join(hash);
  pendingRelayInvite.value = undefined;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
