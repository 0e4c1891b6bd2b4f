import { isSottoError } from '@sotto/core';
import type { GroupState, Processed } from '@sotto/mls';
import type { DropReason } from '../api.ts';
import type { Engine } from '../engine.ts';
import { nowSeconds } from './key-package.ts';
import { isRefusal } from './refusal.ts';

export type OpenedMessage = Extract<Processed, { readonly kind: 'application' }>;

/**
 * Opens an application message of this epoch or of one just past. `replayed`: its key was used before, or it is so old that its key
 * was given up. `undecryptable`: of an epoch whose keys are gone. Everything else that is not as it should be is `forged`: a message of ourselves, proposals
 * and commits too, which come by the register alone.
 */
export async function openMessage(
  { mls, clock }: Pick<Engine, 'mls' | 'clock'>,
  group: GroupState,
  bytes: Uint8Array,
): Promise<OpenedMessage | DropReason> {
  try {
    const message = mls.parse(bytes);
    if (message.wireFormat !== 'private_message') return 'forged';
    const { contentType, authenticatedData } = message.privateMessage;
    if (contentType !== 'application' || authenticatedData.length > 0) return 'forged';
    const opened = await mls.process(group, bytes, { nowSeconds: nowSeconds(clock) });
    return opened.kind === 'application' ? opened : 'forged';
  } catch (error) {
    if (isSottoError(error, 'MLS_KEY_CONSUMED')) return 'replayed';
    if (isSottoError(error, 'MLS_EPOCH_PAST')) return 'undecryptable';
    if (isRefusal(error)) return 'forged';
    throw error;
  }
}
