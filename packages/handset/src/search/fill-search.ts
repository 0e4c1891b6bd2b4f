import type { ConversationId } from '../api.ts';
import { searchLimits } from '../search-limits.ts';
import type { SearchLimits } from '../search-limits.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import { loadBlocks } from './blocks.ts';
import { loadConversationNumbers } from './conversation-numbers.ts';
import { encodeDocument } from './document.ts';
import { createFilling } from './filling.ts';
import { recentName } from './recent.ts';
import type { NotedMessage } from './search-index.ts';
import { wordsOf } from './words.ts';

/** Makes the index of messages that come all at once. */
export interface SearchFilling {
  /** A message that search does not know yet, once. Found once the transaction of `finish` is committed. @throws STORAGE_FULL, HANDSET_LOCKED */
  readonly add: (conversation: ConversationId, message: NotedMessage) => Promise<void>;
  /** Puts what makes no full block. */
  readonly finish: (tx: Transaction) => void;
}

/**
 * Writes blocks at once, in transactions of their own: a message costs its share of one, and no record that is removed again. For who
 * throws all of it away when it does not come to its end.
 */
export async function fillSearch(
  store: SealedStore,
  limits: SearchLimits = searchLimits,
): Promise<SearchFilling> {
  const numbers = await loadConversationNumbers(store);
  const blocks = await loadBlocks(store, limits);
  const filling = createFilling(limits);
  return {
    add: async (conversation, { id, hlc, text }) => {
      const words = wordsOf(text);
      if (words.length === 0) return;
      const number = await numbers.assign(conversation);
      const full = filling.add({ conversation: number, id: id.slice(), hlc, words });
      if (full !== undefined) await blocks.write({ add: full });
    },
    finish: (tx) => {
      for (const document of filling.rest()) tx.put(recentName(document), encodeDocument(document));
    },
  };
}
