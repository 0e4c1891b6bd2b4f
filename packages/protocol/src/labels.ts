import { encodeUtf8 } from './utf8.ts';

/**
 * Labels that keep derived keys apart. `invite…`: HKDF-Expand (RFC 5869) from the invite's secret. `mls…` and
 * `registerToken`: the MLS exporter (RFC 9420 §8.5). `lifeToken` and `creditHolder`: HKDF-Expand from the device's seed. A changed meaning is a new label.
 */
export const labels = {
  /** Register token under which the sealed KeyPackage waits at the relay. 32 bytes. */
  inviteKeyPackageToken: 'sotto v1 invite key-package token',
  /** Key that seals the KeyPackage. 32 bytes. */
  inviteKeyPackageKey: 'sotto v1 invite key-package key',
  /** Register token at which the first to come claims the invite. 32 bytes. */
  inviteClaimToken: 'sotto v1 invite claim token',
  /** Key that seals the Welcome. 32 bytes. */
  inviteWelcomeKey: 'sotto v1 invite welcome key',
  /** Key of the outer envelopes of one epoch. 32 bytes. */
  mlsEnvelopeKey: 'sotto v1 envelope key',
  /** Slot of an envelope that opens under several keys: HKDF-Expand from one of them, the envelope's nonce behind it. 48 bytes. */
  sharedSlot: 'sotto v1 shared envelope slot',
  /** Register token of an epoch's commit: MLS exporter, context the page's number as 4 bytes, big-endian. 32 bytes. */
  registerToken: 'sotto v1 register token',
  /** Register tokens of the steps by which a device is linked: HKDF-Expand of the code's secret, the step's number behind it. 32 bytes each. */
  deviceStepToken: 'sotto v1 device step token',
  /** Keys that seal these steps, in the same way. 32 bytes each. */
  deviceStepKey: 'sotto v1 device step key',
  /** Register token of a handset's life: HKDF-Expand from the device's seed. 32 bytes. */
  lifeToken: 'sotto v1 life token',
  /** Holder of a credit: HKDF-Expand from the device's seed, the relay's URL, 0 and the credit behind it. 32 bytes. */
  creditHolder: 'sotto v1 credit holder',
  /** Register token of the command that wipes a lost device: HKDF-Expand from its wipe secret. 32 bytes. */
  wipeToken: 'sotto v1 wipe token',
  /** The command itself, likewise. 32 bytes. */
  wipeCommand: 'sotto v1 wipe command',
  /** Register token of the device’s receipt: HKDF-Expand from the command. 32 bytes. */
  wipeReceiptToken: 'sotto v1 wipe receipt token',
  /** The receipt, likewise. 32 bytes. */
  wipeReceipt: 'sotto v1 wipe receipt',
} as const;

export type Label = (typeof labels)[keyof typeof labels];

/** A label as HKDF's `info`. */
export function labelBytes(label: Label): Uint8Array {
  return encodeUtf8(label);
}
