/**
 * Two people who can write to each other, by whatever engine. Sending is all of it: sealing, the bytes as they travel,
 * reading those, and opening.
 */
export interface MessagePair {
  /** The plaintext as the other one has it. */
  readonly sendAtoB: (plaintext: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;
  readonly sendBtoA: (plaintext: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;
}

/** Who takes part in the comparison. */
export interface MessageEngine {
  /** As a row of the table says it. */
  readonly name: string;
  /** Sets a pair up. Nothing of that is measured. */
  readonly pair: () => Promise<MessagePair>;
}
