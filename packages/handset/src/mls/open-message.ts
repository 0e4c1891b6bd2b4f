import { isSottoError } from '@sotto/core';
import type { GroupState, Processed } from '@sotto/mls';
import type { DropReason } from '../api.ts';
import type { Engine } from '../engine.ts';
import { nowSeconds } from './key-package.ts';
import { isRefusal } from './refusal.ts';

export type OpenedMessage = Extract<Processed, { readonly kind: 'application' }>;

/**
 * Opens an application message. `replayed`: its key was used before, or it is so old that its key was given up. Everything
 * else that is not as it should be is `forged`: a message of ourselves or of another epoch too, and every proposal and commit,
 * although the engine could follow them. A pair stays in its first epoch until the order of commits is the relays' register's.
 */
export async function openMessage(
  { mls, clock }: Pick<Engine, 'mls' | 'clock'>,
  group: GroupState,
  bytes: Uint8Array,
): Promise<OpenedMessage | Extract<DropReason, 'forged' | 'replayed'>> {
  try {
    const message = mls.parse(bytes);
    if (message.wireFormat !== 'private_message') return 'forged';
    const { contentType, authenticatedData } = message.privateMessage;
    if (contentType !== 'application' || authenticatedData.length > 0) return 'forged';
    const opened = await mls.process(group, bytes, { nowSeconds: nowSeconds(clock) });
    return opened.kind === 'application' ? opened : 'forged';
  } catch (error) {
    if (isSottoError(error, 'MLS_KEY_CONSUMED')) return 'replayed';
    if (isRefusal(error)) return 'forged';
    throw error;
  }
}
