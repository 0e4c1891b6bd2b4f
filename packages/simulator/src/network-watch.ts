import type { AeadAlgorithm, AeadInput } from '@sotto/core';

/** Sees what no relay and no handset tells. Called as it happens; what is given is only read, and kept only as a copy. */
export interface NetworkWatch {
  /** `who` (a handset's name, or a run of a relay) sealed something. */
  readonly sealed?: (
    who: string,
    algorithm: AeadAlgorithm,
    box: AeadInput,
    ciphertext: Uint8Array,
  ) => void;
  /** `who` opened something, and it was genuine. */
  readonly opened?: (who: string, plaintext: Uint8Array) => void;
  /** A body reached a relay in a post. */
  readonly posted?: (body: Uint8Array) => void;
}
