/**
 * Every bound of this package, with its unit in its name. What comes from a peer is measured against these
 * before it is decoded.
 */
export const protocolLimits = {
  /** Deterministic CBOR, when a format sets nothing narrower: bytes of one document. */
  maxCborBytes: 65_536,
  /** Arrays, maps and tags open at once. */
  maxCborDepth: 16,
  /** Data items of one document, keys and containers included. */
  maxCborItems: 65_536,

  /** One MIMI content. */
  maxContentBytes: 65_536,
  /** Nested parts, the body being level 1 (draft-ietf-mimi-content-08, CBOR Data Model and Encoding Restrictions). */
  maxContentPartDepth: 4,
  /** Parts of one content, containers included (ibid., Security Considerations). */
  maxContentParts: 1_024,
  /** Maps, arrays and tags in extensions, the extensions map being level 1 (ibid.). */
  maxContentExtensionDepth: 4,
  maxContentExtensionKeyBytes: 255,
  maxContentTopicBytes: 4_096,
  maxContentTypeBytes: 1_024,
  maxContentLanguageBytes: 1_024,
  maxContentUrlBytes: 4_096,
  maxContentDescriptionBytes: 4_096,
  maxContentFilenameBytes: 255,
  /** AEAD key, nonce, associated data and content hash of an external part, each. */
  maxContentCryptoBytes: 255,
  /** An expiry further away than this, either way, is nonsense (ibid., Security Considerations). */
  maxContentExpiryDistanceSeconds: 31_622_400,
  /** The message id's hash input has 16-bit lengths. */
  maxContentUriBytes: 65_535,
  maxStatusEntries: 1_024,
  /** Identities that one content mentions. */
  maxContentMentions: 64,

  /** One frame: what a bucket of 64 KiB holds, less room for MLS framing and its signature. */
  maxSottoFrameBytes: 63_488,
  /** Unknown optional fields kept of one frame. */
  maxSottoFrameUnknownFields: 16,
  maxSottoFrameSequence: 4_294_967_295,
  /** A peer's clock may be this far ahead before it is no longer followed: a wrong day or time zone still is. */
  maxHlcDriftMs: 93_600_000,
  maxHlcCounter: 65_535,
  /** Year 9999, in milliseconds since the UNIX epoch. */
  maxHlcPhysicalMs: 253_402_300_799_999,

  /** KeyPackages in one control, or asked for by one. */
  maxControlKeyPackages: 8,
  maxControlKeyPackageBytes: 8_192,
  /** Records that devices of one identity tell each other in one control. */
  maxSyncRecords: 64,
  maxSyncRecordBytes: 49_152,
  /** A Welcome or a ratchet tree inside a frame; a longer one is in a blob. */
  maxInlineParcelBytes: 57_344,

  /** MLS: an epoch in our formats; 2^53 − 1. */
  maxEpoch: 9_007_199_254_740_991,
  /** MLS: leaf indices are of 32 bits. */
  maxLeafIndex: 4_294_967_295,
  /** MLS group ids in our formats. */
  maxGroupIdBytes: 255,

  /** One aside with its signature: what the largest bucket holds, less padding and the kind byte. */
  maxAsideBytes: 65_534,
  /** What is signed of an aside. */
  maxAsideContentBytes: 65_464,
  /** Ranges of sequences, and sequences named by all of them, in one aside that asks for frames. */
  maxWantRanges: 64,
  maxWantFrames: 1_024,
  /** Frames sent again in one aside. */
  maxAgainFrames: 64,
  /** Epochs in one report. */
  maxReportedEpochs: 64,
  /** Sealed help to rejoin; entries of an act log, and a proof against it. */
  maxAsideSealedBytes: 57_344,

  /** The room in the GroupContext. */
  maxRoomBytes: 24_576,
  maxRoomPictureBytes: 16_384,
  maxRoomAdmins: 64,
  /** Relays that keep the commit register of one room. */
  maxRoomRegisters: 4,
  maxRoomPinned: 32,
  /** For editing, and until messages disappear: 365 days. */
  maxRoomPolicySeconds: 31_536_000,
  /** A leaf's mailbox. */
  maxLeafMailboxBytes: 2_048,
  /** Relays at which one leaf has its mailbox. */
  maxMailboxRelays: 4,
  /** Devices whose numbers somebody who comes in is told, and their bytes. */
  maxNumbers: 4_096,
  maxNumbersBytes: 262_144,
  /** The authenticated data of a commit, and the statements of leaving in it. */
  maxCommitNoteBytes: 32_768,
  maxCommitLeaves: 64,
  /** Device links that one commit puts behind the chain. */
  maxCommitLinks: 8,

  maxSuggestedNameChars: 64,
  maxSuggestedNameBytes: 256,

  maxDeviceLinkBytes: 512,
  maxCredentialBytes: 4_096,
  /** Links from the first device to the one that has the credential, both included. */
  maxCredentialLinks: 8,
  /** All links of one identity's device chain. */
  maxDeviceChainLinks: 64,
  maxDeviceCodeChars: 640,

  maxRelayUrlChars: 256,
  /** Of a person's invite and of a relay's. */
  maxInviteLinkChars: 2_048,
  /** What a relay's operator gives out to admit by. */
  maxCreditBytes: 1_024,
  /** KeyPackage with an X-Wing key, or a Welcome of a two-member group, with room. */
  maxInvitePackageBytes: 61_440,

  /** Padded plaintext of an envelope: the smallest and the largest bucket. */
  minEnvelopeBucketBytes: 512,
  maxEnvelopeBucketBytes: 65_536,
  /** What is behind the kind byte of an envelope's content. */
  maxEnvelopePayloadBytes: 65_536,
  /** A blob is never padded to less. */
  minBlobPaddedBytes: 4_096,
  /** Plaintext of a blob, before padding. */
  maxBlobBytes: 67_108_864,
} as const;
