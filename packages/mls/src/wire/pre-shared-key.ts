import { MlsError } from '../mls-error.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** RFC 9420 §8.4: names a pre-shared key for one use; `pskNonce` is fresh and as long as the suite's KDF output. */
export type PreSharedKeyId =
  | { readonly pskType: 'external'; readonly pskId: Uint8Array; readonly pskNonce: Uint8Array }
  | {
      readonly pskType: 'resumption';
      readonly usage: ResumptionUsage;
      readonly pskGroupId: Uint8Array;
      readonly pskEpoch: bigint;
      readonly pskNonce: Uint8Array;
    };

export type ResumptionUsage = 'application' | 'reinit' | 'branch';

const usages: readonly ResumptionUsage[] = ['application', 'reinit', 'branch'];

export function readPreSharedKeyId(reader: Reader): PreSharedKeyId {
  const type = reader.u8();
  if (type === 1) {
    return { pskType: 'external', pskId: reader.opaque(), pskNonce: reader.opaque() };
  }
  const usage = type === 2 ? usages[reader.u8() - 1] : undefined;
  if (usage === undefined)
    throw new MlsError('MLS_MALFORMED', 'A pre-shared key is of an unknown kind.');
  const pskGroupId = reader.opaque();
  const pskEpoch = reader.u64();
  return { pskType: 'resumption', usage, pskGroupId, pskEpoch, pskNonce: reader.opaque() };
}

export function writePreSharedKeyId(writer: Writer, id: PreSharedKeyId): void {
  if (id.pskType === 'external') writer.u8(1).opaque(id.pskId);
  else {
    writer.u8(2).u8(usages.indexOf(id.usage) + 1);
    writer.opaque(id.pskGroupId).u64(id.pskEpoch);
  }
  writer.opaque(id.pskNonce);
}
