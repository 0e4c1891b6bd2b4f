/** Every bound of this package, with its unit in its name. What comes from outside is measured before it is parsed. */
export const tlogLimits = {
  /** One signed note, signatures included. */
  maxNoteBytes: 1_048_576,
  /** Signature lines of one note; the specification asks for 16 or more (signed-note, Format). */
  maxNoteSignatures: 100,
  /** A verifier or signer key as text. */
  maxKeyTextBytes: 4_096,
  /** Sizes and indices of a tree stay below 2 to this power: what 63 hashes can prove (tlog-witness, add-checkpoint). */
  maxTreeSizeBits: 63,
  /** Hashes of a consistency proof in one request (tlog-witness, add-checkpoint). */
  maxProofHashes: 63,
  /** One `add-checkpoint` request: room for 16 signatures of 5 kB. */
  maxWitnessRequestBytes: 131_072,
  /** The answer to it. */
  maxWitnessAnswerBytes: 131_072,
  /** Hashes of a full tile, entries of a full bundle (tlog-tiles, Merkle Tree). */
  maxTileHashes: 256,
  /** One entry of a bundle: its length has 16 bits (tlog-tiles, Log entries). */
  maxEntryBytes: 65_535,
  /** The path of a tile below its log's prefix. */
  maxTilePathBytes: 256,
} as const;
