/** Every bound of search, with its unit in its name. docs/limits.md tells why each has its value. */
export const searchLimits = {
  /** UTF-16 code units of a message that are looked at: all of the longest text. */
  maxTextChars: 32_768,
  maxWordsPerMessage: 512,
  /** UTF-8 bytes of a word that count. */
  maxWordBytes: 64,
  /** UTF-16 code units of a query that are looked at. */
  maxQueryChars: 256,
  /** Messages of one block; as many wait outside of blocks before one is made. */
  blockMessages: 512,
  /** A block that claims more messages was not made by this handset. */
  maxParsedMessages: 65_536,
  /** Bytes of words, before they are put together, in one block. */
  blockWordBytes: 262_144,
  /** Two blocks with at most so many messages together become one. */
  tidyBlockMessages: 256,
  /** Blocks that a search reads at once. */
  readAheadBlocks: 8,
  /** Words of blocks that stay in memory once they were read. */
  maxWordsInMemoryBytes: 8_388_608,
  /** Changes that are looked up one by one; with more, all that wait is read. */
  maxSingleReads: 64,
  /** Wait before a block is made, so that it does not hold up what fills it. */
  mergeDelayMs: 1_000,
} as const;

/** The bounds that tests make smaller. */
export type SearchLimits = {
  readonly [
    Name in Exclude<
      keyof typeof searchLimits,
      'maxParsedMessages' | 'maxTextChars' | 'maxWordsPerMessage' | 'maxWordBytes' | 'maxQueryChars'
    >
  ]: number;
};
