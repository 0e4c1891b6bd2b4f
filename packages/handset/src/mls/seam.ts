/**
 * The one narrow seam to the MLS library: what conversations need of RFC 9420, in bytes. Nothing outside this folder imports
 * the library. States are values: a call gives a new one and changes none. Nothing here does I/O.
 *
 * What a peer sent and that does not verify throws MLS_REFUSED; nothing else is thrown for it. A fault of the caller throws
 * MLS_INPUT.
 */
export interface Mls {
  /**
   * A KeyPackage to be used once, with a lifetime that includes now by `clock`; its leaf carries `credential` and is signed by the device's key.
   */
  readonly createKeyPackage: (device: MlsDevice) => Promise<OwnKeyPackage>;
  /**
   * Parses and validates somebody's KeyPackage (RFC 9420 §10.1, our suite, lifetime by `nowMs`) and gives what it claims.
   */
  readonly readKeyPackage: (keyPackage: Uint8Array) => Promise<LeafClaims>;
  /** Makes a group of two: creates it, adds the owner of `keyPackage`, merges. The Welcome holds the ratchet tree. */
  readonly createPair: (
    device: MlsDevice,
    groupId: Uint8Array,
    keyPackage: Uint8Array,
  ) => Promise<{ readonly group: MlsGroup; readonly welcome: Uint8Array }>;
  /** Joins by a Welcome that was made for `own`. */
  readonly join: (own: OwnKeyPackage, welcome: Uint8Array) => Promise<MlsGroup>;
  /** Reads back what `MlsGroup.save` gave. */
  readonly load: (saved: SavedGroup) => Promise<MlsGroup>;
}

export interface MlsDevice {
  /** Ed25519 seed, 32 bytes. */
  readonly signaturePrivateKey: Uint8Array;
  readonly signaturePublicKey: Uint8Array;
  /** Content of the basic credential. */
  readonly credential: Uint8Array;
}

export interface OwnKeyPackage {
  /** The KeyPackage as an MLSMessage, to be given away. */
  readonly keyPackage: Uint8Array;
  /** Private parts, to be stored sealed and deleted once used. */
  readonly secret: Uint8Array;
}

export interface LeafClaims {
  readonly credential: Uint8Array;
  readonly signaturePublicKey: Uint8Array;
}

/** An immutable state of one group. */
export interface MlsGroup {
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  /** RFC 9420 §8.7 epoch authenticator, 32 bytes or more. */
  readonly epochAuthenticator: Uint8Array;
  readonly members: readonly (LeafClaims & {
    readonly leafIndex: number;
    readonly self: boolean;
  })[];
  /** MLS exporter (RFC 9420 §8.5) of this epoch. */
  readonly exportSecret: (
    label: string,
    context: Uint8Array,
    length: number,
  ) => Promise<Uint8Array>;
  /** An application message as an MLSMessage, and the state after it, which must be stored before the message is sent. */
  readonly encrypt: (
    plaintext: Uint8Array,
  ) => Promise<{ readonly group: MlsGroup; readonly message: Uint8Array }>;
  /**
   * Opens an application message. `replayed`: its key was used before, or it is so old that its key was given up.
   * Proposals and commits are refused in this version.
   */
  readonly decrypt: (message: Uint8Array) => Promise<Decrypted>;
  /**
   * What has to be stored: `tree` changes only with the epoch, `ratchet` with every message. Both hold secrets. While the epoch
   * lasts, `tree` is the same array from state to state, so that comparing with `===` tells whether to store it.
   */
  readonly save: () => SavedGroup;
  /**
   * Overwrites the message keys of this state; newer states are not touched. To be called when the newer one is stored, or
   * when the handset locks. Afterwards using it throws MLS_INPUT.
   */
  readonly discard: () => void;
}

export type Decrypted =
  | {
      readonly kind: 'message';
      readonly group: MlsGroup;
      readonly plaintext: Uint8Array;
      readonly senderLeafIndex: number;
    }
  | { readonly kind: 'replayed' };

export interface SavedGroup {
  readonly tree: Uint8Array;
  readonly ratchet: Uint8Array;
}
