/** The tables of search. The three of blocks have a record for each block, under the same ordinal. */
export const searchTables = {
  /** By conversation and message id: messages that are in no block yet (document.ts). */
  recent: 'search/recent',
  /** By ordinal, rising as blocks are made (block-head.ts). */
  heads: 'search/heads',
  /** The same (block-words.ts). */
  words: 'search/words',
  /** The same (block-documents.ts). */
  documents: 'search/documents',
  /** By conversation id: the number that stands for it in the others (conversation-numbers.ts). */
  conversations: 'search/conversations',
} as const;
