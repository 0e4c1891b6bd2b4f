import { bytesEqual, concatBytes } from '../bytes.ts';
import { protocolError } from '../error.ts';
import { labelBytes, labels } from '../labels.ts';
import { joinEnvelope, splitEnvelope } from './layout.ts';

/**
 * An envelope that opens under any of several keys, for a reader of whom it is not known which of them they have. To a relay, and to who
 * has none of the keys, it looks like any other:
 *
 *     version (1 byte) ‖ nonce (12 bytes) ‖ 16 slots of 48 bytes ‖ AES-256-GCM ciphertext with its tag
 *
 * The content is sealed under a fresh key, with the version byte and all slots as associated data. For each key HKDF-Expand (SHA-256, info
 * `sharedSlotInfo`) gives 48 bytes: a mark of 16 by which its holder finds the slot, and a pad of 32 over the content's key. Slots that are left are random.
 */
export interface SharedEnvelope {
  /** 12 bytes, fresh. */
  readonly nonce: Uint8Array;
  /** `sharedSlotsBytes` of them. */
  readonly slots: Uint8Array;
  /** Padded with `pad(plaintext, sharedSlotsBytes)`, and the tag. */
  readonly ciphertext: Uint8Array;
}

const markBytes = 16;
export const sharedKeyBytes = 32;
export const sharedSlotBytes: number = markBytes + sharedKeyBytes;
/** Under how many keys at most. */
export const maxSharedKeys = 16;
export const sharedSlotsBytes: number = maxSharedKeys * sharedSlotBytes;

/** What a key's slot derives from, beside the key. */
export function sharedSlotInfo(nonce: Uint8Array): Uint8Array {
  return concatBytes(labelBytes(labels.sharedSlot), nonce);
}

/** The slot that gives `contentKey` to the holder of the key that `derived` is of, or takes it: 48 bytes. */
export function sharedSlot(derived: Uint8Array, contentKey: Uint8Array): Uint8Array {
  return concatBytes(derived.slice(0, markBytes), masked(derived, contentKey));
}

/** The content's key, in the slot that is marked as `derived` says; `undefined` when none is. */
export function findSharedKey(slots: Uint8Array, derived: Uint8Array): Uint8Array | undefined {
  const mark = derived.subarray(0, markBytes);
  for (let at = 0; at < slots.length; at += sharedSlotBytes) {
    if (!bytesEqual(slots.subarray(at, at + markBytes), mark)) continue;
    return masked(derived, slots.subarray(at + markBytes, at + sharedSlotBytes));
  }
  return undefined;
}

function masked(derived: Uint8Array, key: Uint8Array): Uint8Array {
  return key.map((byte, index) => byte ^ (derived[markBytes + index] ?? 0));
}

/** Throws as `splitSharedEnvelope` does. */
export function joinSharedEnvelope({ nonce, slots, ciphertext }: SharedEnvelope): Uint8Array {
  if (slots.length !== sharedSlotsBytes)
    throw protocolError('ENVELOPE_MALFORMED', 'The slots of the envelope have another length.');
  return joinEnvelope({ nonce, ciphertext: concatBytes(slots, ciphertext) });
}

/** The parts, as fresh bytes, of what may be one: whether it is only a key tells. Throws as `splitEnvelope` does. */
export function splitSharedEnvelope(bytes: Uint8Array): SharedEnvelope {
  const { nonce, ciphertext } = splitEnvelope(bytes);
  // The smallest envelope would have no room for anything else.
  if (ciphertext.length <= sharedSlotsBytes)
    throw protocolError('ENVELOPE_MALFORMED', 'The envelope is too short to have slots.');
  return {
    nonce,
    slots: ciphertext.slice(0, sharedSlotsBytes),
    ciphertext: ciphertext.slice(sharedSlotsBytes),
  };
}
