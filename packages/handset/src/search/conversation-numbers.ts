import type { ConversationId } from '../api.ts';
import { encodeFields, readFields } from '../storage/fields.ts';
import type { SealedChange, SealedStore } from '../vault/sealed-store.ts';
import { searchTables } from './search-tables.ts';

/** Small numbers that stand for conversations, so that what is written for each message is short. */
export interface ConversationNumbers {
  /** `undefined` when it has none, or is being forgotten. */
  readonly numberOf: (conversation: ConversationId) => number | undefined;
  readonly conversationOf: (number: number) => ConversationId | undefined;
  /** Gives it a number, if it has none: durable when resolved. One call at a time. @throws STORAGE_FULL */
  readonly assign: (conversation: ConversationId) => Promise<number>;
  /** From the call's end on, it has no number, and its former one is in `dropping`. @throws STORAGE_FULL */
  readonly drop: (conversation: ConversationId) => Promise<void>;
  /** Numbers of which messages may still be stored. */
  readonly dropping: () => readonly number[];
  /** What ends the dropping, for the transaction that removes the last of it; then `dropped`. */
  readonly lastChange: (number: number) => SealedChange;
  readonly dropped: (number: number) => void;
}

const version = 1;

/** @throws VAULT_BROKEN, VAULT_NEWER */
export async function loadConversationNumbers(
  store: Pick<SealedStore, 'values' | 'write'>,
): Promise<ConversationNumbers> {
  const numbers = new Map<ConversationId, number>();
  const conversations = new Map<number, ConversationId>();
  const dropping = new Set<number>();
  let next = 0;
  for await (const value of store.values(searchTables.conversations)) {
    const fields = readFields(value, version);
    const number = fields.number();
    const conversation = fields.optionalText();
    fields.end();
    next = Math.max(next, number + 1);
    if (conversation === undefined) dropping.add(number);
    else {
      numbers.set(conversation as ConversationId, number);
      conversations.set(number, conversation as ConversationId);
    }
  }
  // By its number once it is being dropped: meanwhile the conversation may get another one.
  const nameOf = (id: string) => ({ table: searchTables.conversations, id });
  const droppingName = (number: number) => nameOf(`dropping/${number}`);

  return {
    numberOf: (conversation) => numbers.get(conversation),
    conversationOf: (number) => conversations.get(number),
    assign: async (conversation) => {
      const known = numbers.get(conversation);
      if (known !== undefined) return known;
      const number = next;
      next += 1;
      const value = encodeFields(version, [number, conversation]);
      await store.write([{ put: nameOf(`number/${conversation}`), value }]);
      numbers.set(conversation, number);
      conversations.set(number, conversation);
      return number;
    },
    drop: async (conversation) => {
      const number = numbers.get(conversation);
      if (number === undefined) return;
      await store.write([
        { remove: nameOf(`number/${conversation}`) },
        { put: droppingName(number), value: encodeFields(version, [number, null]) },
      ]);
      numbers.delete(conversation);
      conversations.delete(number);
      dropping.add(number);
    },
    dropping: () => [...dropping],
    lastChange: (number) => ({ remove: droppingName(number) }),
    dropped: (number) => void dropping.delete(number),
  };
}
