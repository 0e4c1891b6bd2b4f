declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** 32 bytes: SHA-256 of a mailbox's read key. The same at every relay. */
export type MailboxAddress = Branded<Uint8Array, 'MailboxAddress'>;
/** 32 bytes: an Ed25519 public key; its private half signs `listen` and `close`. */
export type ReadKey = Branded<Uint8Array, 'ReadKey'>;
/** 16 random bytes, chosen by the sender; posting twice with one id stores once. */
export type PostId = Branded<Uint8Array, 'PostId'>;
/** 32 bytes that look random to the relay; names one commit register. */
export type RegisterToken = Branded<Uint8Array, 'RegisterToken'>;
/** 32 bytes: SHA-256 of the sealed bytes of a blob. */
export type BlobId = Branded<Uint8Array, 'BlobId'>;
/** 32 bytes: SHA-256 of the first link of a device chain. Names a person. */
export type IdentityHash = Branded<Uint8Array, 'IdentityHash'>;
/** Origin of a relay, such as `https://relay.example`: scheme, host and port, no path, no trailing slash. */
export type RelayUrl = Branded<string, 'RelayUrl'>;
