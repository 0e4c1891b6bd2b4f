/** Fixed lengths of the relay protocol, and what a handset accepts from a relay that it does not trust. */
export const frameLimits = {
  /** Frames of one message, in either direction. */
  maxFramesPerMessage: 64,
  /** Largest message that a handset takes from a relay, and a relay sends. */
  maxMessageBytes: 1_048_576,
  /** Fields of one frame, repeated ones counted each, before it is decoded. */
  maxFieldsPerFrame: 512,
  mailboxAddressBytes: 32,
  readKeyBytes: 32,
  /** Of a credit; none is allowed too. */
  holderBytes: 32,
  signatureBytes: 64,
  nonceBytes: 32,
  postIdBytes: 16,
  registerTokenBytes: 32,
  /** Head of an act log, as text of a C2SP checkpoint. */
  maxLogHeadBytes: 4_096,
  /** Positions stay exact as JavaScript numbers. */
  maxPosition: 9_007_199_254_740_991,
} as const;
