import { concatBytes } from '../bytes.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { encodeUtf8 } from '../utf8.ts';

/** The word of a leaf that it wants to be taken out of the group. */
export interface LeaveStatement {
  readonly leafIndex: number;
  /** Ed25519 of the leaf's signature key over `leaveBytesToSign`, 64 bytes. */
  readonly signature: Uint8Array;
}

/** What such a word is about. `leafHash` (32 bytes) names the one leaf, so it is not good for a later one in its place. */
export interface LeaveSubject {
  readonly groupId: Uint8Array;
  readonly leafIndex: number;
  readonly leafHash: Uint8Array;
}

const signingLabel = 'Sotto leave v1\0';

/** The label, a zero byte, and CBOR `[group id, leaf index, leaf hash]`. */
export function leaveBytesToSign({ groupId, leafIndex, leafHash }: LeaveSubject): Uint8Array {
  return concatBytes(encodeUtf8(signingLabel), encodeCbor([groupId, leafIndex, leafHash]));
}
