import { sameBytes } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { PreSharedKey } from '../schedule/psk.ts';
import type { PreSharedKeyId } from '../wire/pre-shared-key.ts';
import type { GroupState } from './state.ts';

/** Pre-shared keys that the application lends to one operation (RFC 9420 §8.4). */
export interface LentPsks {
  readonly external?: readonly { readonly pskId: Uint8Array; readonly psk: Uint8Array }[];
  /** Of other groups, whose states the application holds. */
  readonly resumption?: readonly {
    readonly groupId: Uint8Array;
    readonly epoch: bigint;
    readonly psk: Uint8Array;
  }[];
}

/**
 * Finds the keys in the order of their names: external ones among the lent, resumption ones in the state as well.
 *
 * @throws MLS_PSK_UNKNOWN
 */
export function findPsks(
  ids: readonly PreSharedKeyId[],
  lent: LentPsks,
  state: GroupState | undefined,
): readonly PreSharedKey[] {
  return ids.map((id) => {
    const psk =
      id.pskType === 'external' ? findExternal(id, lent) : findResumption(id, lent, state);
    if (psk === undefined) throw new MlsError('MLS_PSK_UNKNOWN', 'A pre-shared key is not here.');
    return { id, psk };
  });
}

function findExternal(
  id: Extract<PreSharedKeyId, { pskType: 'external' }>,
  lent: LentPsks,
): Uint8Array | undefined {
  return lent.external?.find(({ pskId }) => sameBytes(pskId, id.pskId))?.psk;
}

function findResumption(
  id: Extract<PreSharedKeyId, { pskType: 'resumption' }>,
  lent: LentPsks,
  state: GroupState | undefined,
): Uint8Array | undefined {
  if (state !== undefined && sameBytes(id.pskGroupId, state.context.groupId)) {
    if (id.pskEpoch === state.context.epoch) return state.secrets.resumptionPsk;
    const kept = state.resumption.find(({ epoch }) => epoch === id.pskEpoch);
    if (kept !== undefined) return kept.psk;
  }
  return lent.resumption?.find(
    ({ groupId, epoch }) => epoch === id.pskEpoch && sameBytes(groupId, id.pskGroupId),
  )?.psk;
}
