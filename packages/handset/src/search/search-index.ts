import type { Hlc } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import type { Transaction } from '../storage/transaction.ts';

/**
 * Finds messages by their words. One index for a store. Everything it keeps is sealed like the messages are. A conversation's own calls come one after
 * the other, each transaction done or dropped before the next begins; those of different conversations may overlap.
 */
export interface SearchIndex {
  /**
   * Adds a message, or replaces its words, in the transaction that stores it: found once that is committed, never when it is
   * dropped. One record; for an old message that is in a block already, that block is written anew, so call it for new words only.
   * @throws STORAGE_FULL, HANDSET_LOCKED, VAULT_BROKEN
   */
  readonly note: (
    tx: Transaction,
    conversation: ConversationId,
    message: NotedMessage,
  ) => Promise<void>;
  /**
   * Removes a message in the transaction that erases it: once that is committed, no stored value holds its words because of it.
   * Nothing happens when it is not there. Calls that are not awaited one by one share their work.
   * @throws STORAGE_FULL, HANDSET_LOCKED, VAULT_BROKEN
   */
  readonly forget: (tx: Transaction, conversation: ConversationId, id: Uint8Array) => Promise<void>;
  /**
   * Removes all of a conversation, in transactions of its own. From the first on nothing of it is found; what a crash leaves is
   * removed after the next start. @throws STORAGE_FULL, HANDSET_LOCKED, VAULT_BROKEN
   */
  readonly forgetConversation: (conversation: ConversationId) => Promise<void>;
  /**
   * Messages that hold, for each word of the query, a word beginning with it, newest first. Nothing for a query without words.
   * Sees every transaction that was committed before the call.
   * @throws the signal's reason, HANDSET_LOCKED, VAULT_BROKEN
   */
  readonly find: (query: string, options: FindOptions) => Promise<readonly Hit[]>;
  /** Drops what is in memory; the next call reads it again. No transaction may be under way. */
  readonly clear: () => void;
}

export interface NotedMessage {
  /** 32 bytes. */
  readonly id: Uint8Array;
  readonly hlc: Hlc;
  /** Whatever of the message is to be found. */
  readonly text: string;
}

export interface FindOptions {
  /** Default: all of them. */
  readonly conversation?: ConversationId;
  /** Hits at most. */
  readonly limit: number;
  /** The last hit of the page before: what follows it is given. It need not be there any more. */
  readonly before?: Hit;
  readonly signal?: AbortSignal;
}

export interface Hit {
  readonly conversation: ConversationId;
  /** 32 bytes. */
  readonly id: Uint8Array;
  readonly hlc: Hlc;
}
