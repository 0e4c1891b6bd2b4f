import { hlcCompare } from '@sotto/protocol';
import type { Hlc } from '@sotto/protocol';
import type { Block } from './blocks.ts';
import { compareFound } from './document.ts';
import type { DocumentKey } from './document.ts';
import type { FindOptions, Hit } from './search-index.ts';
import type { SearchState } from './search-state.ts';
import { holdsAll } from './words.ts';
import type { Word } from './words.ts';

/**
 * Looks through the messages in no block, then block by block from the one with the newest message on, until no block can hold
 * anything newer than what was found.
 */
export async function find(
  { limits, numbers, recent, blocks }: SearchState,
  query: readonly Word[],
  options: FindOptions & { readonly signal: AbortSignal },
): Promise<readonly Hit[]> {
  const { limit, signal } = options;
  signal.throwIfAborted();
  const only = options.conversation && numbers.numberOf(options.conversation);
  if (options.conversation !== undefined && only === undefined) return [];
  const before = options.before && {
    ...options.before,
    // Of a conversation that is gone: any number does, only its time and id count.
    conversation: numbers.numberOf(options.before.conversation) ?? 0,
  };
  const isMeant = (key: DocumentKey): boolean =>
    (only === undefined
      ? numbers.conversationOf(key.conversation) !== undefined
      : key.conversation === only) &&
    (before === undefined || compareFound(key, before) > 0);
  const mayHaveMeant = ({ head }: Block): boolean =>
    (only === undefined || head.conversations.includes(only)) &&
    (before === undefined || hlcCompare(head.oldest, before.hlc) <= 0);

  let found: DocumentKey[] = [];
  const add = (keys: readonly DocumentKey[]): void => {
    found = [...found, ...keys].sort(compareFound).slice(0, limit);
  };
  const isOut = (newest: Hlc): boolean => {
    const last = found[limit - 1];
    return last !== undefined && hlcCompare(newest, last.hlc) < 0;
  };

  await recent.refresh();
  add([...recent.all()].filter((document) => isMeant(document) && holdsAll(document.words, query)));
  const waiting = blocks.list().filter(mayHaveMeant);
  // One at first: for a common word, the newest block is enough.
  for (let [at, ahead] = [0, 1]; at < waiting.length;) {
    signal.throwIfAborted();
    const group = waiting.slice(at, at + ahead);
    if (group[0] === undefined || isOut(group[0].head.newest)) break;
    const matches = await Promise.all(group.map(({ ordinal }) => blocks.match(ordinal, query)));
    for (const [index, { ordinal, head }] of group.entries()) {
      const places = matches[index] ?? [];
      if (places.length === 0 || isOut(head.newest)) continue;
      const keys = await blocks.documents(ordinal);
      // What has a record of its own too was looked at: the one in the block is a former version.
      add(
        places
          .flatMap((number) => keys[number] ?? [])
          .filter((key) => isMeant(key) && !recent.has(key)),
      );
    }
    at += ahead;
    ahead = Math.min(2 * ahead, limits.readAheadBlocks);
  }
  return found.flatMap(({ conversation, id, hlc }) => {
    const of = numbers.conversationOf(conversation);
    return of === undefined ? [] : [{ conversation: of, id: id.slice(), hlc }];
  });
}
