/** What a client may propose, in the words of neither library. */
export type Change =
  /** `keyPackage` is an MLSMessage. */
  | { readonly kind: 'add'; readonly keyPackage: Uint8Array }
  | { readonly kind: 'remove'; readonly leafIndex: number }
  | { readonly kind: 'psk'; readonly pskId: Uint8Array }
  /** The resumption secret of an epoch of the same group. */
  | { readonly kind: 'resumption'; readonly epoch: bigint }
  | { readonly kind: 'extensions'; readonly type: number; readonly data: Uint8Array }
  | { readonly kind: 'reinit'; readonly groupId: Uint8Array };

export interface SendOptions {
  /** PublicMessage instead of PrivateMessage. */
  readonly isPublic?: boolean;
  readonly authenticatedData?: Uint8Array;
}

export interface CommitOptions extends SendOptions {
  /** By value, beside all proposals that wait. */
  readonly changes?: readonly Change[];
  readonly treeInWelcome?: boolean;
}

export interface CommitMessages {
  readonly commit: Uint8Array;
  readonly welcome: Uint8Array | undefined;
}

/** How the key of the extension `external_pub` is written: with its length before it, as RFC 9420 §12.4.3.2 has it, or not. */
export type ExternalPub = 'rfc' | 'bare';

/** A client of some MLS library in at most one group. All messages are MLSMessages in bytes. */
export interface InteropClient {
  readonly name: string;
  /** How this library wants it. */
  readonly externalPub: ExternalPub;
  /** False before it joined and after it was removed. */
  readonly isMember: boolean;
  readonly leafIndex: number;
  readonly epoch: bigint;
  readonly epochAuthenticator: Uint8Array;
  readonly keyPackageMessage: Uint8Array;
  /** `ratchet_tree<V>`. */
  readonly ratchetTree: Uint8Array;
  learnPsk(pskId: Uint8Array, psk: Uint8Array): void;
  createGroup(groupId: Uint8Array): Promise<void>;
  join(welcome: Uint8Array, tree?: Uint8Array): Promise<void>;
  /** Joins by an external commit, which it gives; `isResync` takes the place of its own former leaf. */
  joinExternal(groupInfo: Uint8Array, isResync?: boolean): Promise<Uint8Array>;
  /** With the tree and the external key, that written as `externalPub` says. */
  groupInfo(externalPub?: ExternalPub): Promise<Uint8Array>;
  propose(change: Change, options?: SendOptions): Promise<Uint8Array>;
  proposeUpdate(options?: SendOptions): Promise<Uint8Array>;
  /** Asks, from outside, to be added. */
  proposeToJoin(groupInfo: Uint8Array): Promise<Uint8Array>;
  /** The new epoch is entered at once. */
  commit(options?: CommitOptions): Promise<CommitMessages>;
  /** Application data, or `undefined` for a proposal or commit. */
  process(message: Uint8Array): Promise<Uint8Array | undefined>;
  encrypt(data: Uint8Array, authenticatedData?: Uint8Array): Promise<Uint8Array>;
  exportSecret(label: string, context: Uint8Array, length: number): Promise<Uint8Array>;
}
