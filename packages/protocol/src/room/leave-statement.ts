import type { MailboxAddress } from '@sotto/core';
import { concatBytes } from '../bytes.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { isBytes, isUint } from '../cbor/int-map.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits } from '../limits.ts';
import { encodeUtf8 } from '../utf8.ts';

/** The word of a device that it wants to be taken out of the group. */
export interface LeaveWord {
  /** `SottoFrame.sequence` that follows all that it said: who follows its removal knows what they miss. */
  readonly next: number;
  /** Ed25519 of the leaf's signature key over `leaveBytesToSign`, 64 bytes. */
  readonly signature: Uint8Array;
}

/** Such a word, and the leaf that it is of. */
export interface LeaveStatement extends LeaveWord {
  readonly leafIndex: number;
}

/** What such a word is about. A device that comes into the group again has another mailbox, so that the word is not good for it then. */
export interface LeaveSubject {
  readonly groupId: Uint8Array;
  /** Of the leaf's mailbox. */
  readonly address: MailboxAddress;
  readonly next: number;
}

const signingLabel = 'Sotto leave v1\0';
const signatureBytes = 64;

/** The label, a zero byte, and CBOR `[group id, address, next]`. */
export function leaveBytesToSign({ groupId, address, next }: LeaveSubject): Uint8Array {
  return concatBytes(encodeUtf8(signingLabel), encodeCbor([groupId, address, next]));
}

/** `undefined` when the values are not `next, signature`. */
export function readLeaveWord(values: readonly CborValue[]): LeaveWord | undefined {
  const [next, signature] = values;
  if (values.length !== 2 || !isUint(next, protocolLimits.maxSottoFrameSequence)) return undefined;
  return isBytes(signature, signatureBytes, signatureBytes) ? { next, signature } : undefined;
}
