import type { SearchLimits } from '../search-limits.ts';
import type { Document } from './document.ts';

/** Messages on their way into a block. */
export interface Filling {
  /** All that the block is to hold, once this one makes it full; the next one begins another. */
  readonly add: (document: Document) => readonly Document[] | undefined;
  /** What makes no full block. */
  readonly rest: () => readonly Document[];
}

export function createFilling({
  blockMessages,
  blockWordBytes,
}: Pick<SearchLimits, 'blockMessages' | 'blockWordBytes'>): Filling {
  let documents: Document[] = [];
  let bytes = 0;
  return {
    add: (document) => {
      documents.push(document);
      for (const word of document.words) bytes += word.length;
      if (documents.length < blockMessages && bytes < blockWordBytes) return undefined;
      const full = documents;
      [documents, bytes] = [[], 0];
      return full;
    },
    rest: () => documents,
  };
}
