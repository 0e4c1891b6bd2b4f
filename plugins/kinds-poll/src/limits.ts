/** The bounds of a poll. Characters are UTF-16 units. A poll past one of them is not valid, whoever made it. */
export const pollLimits = {
  /** With the sign before it, it fits a summary. */
  maxQuestionChars: 190,
  minOptions: 2,
  maxOptions: 12,
  maxOptionChars: 100,
  /** The last second of the year 9999. */
  maxClosesAtSeconds: 253_402_300_799,
  /** The longest poll has 4,222 bytes. */
  maxPollBytes: 4_224,
  /** A vote that came after the end is void, and the last one before it counts. */
  votesPerSender: 8,
} as const;
