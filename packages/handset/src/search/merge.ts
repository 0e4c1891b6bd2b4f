import { compareFound, documentName } from './document.ts';
import type { Document } from './document.ts';
import { createFilling } from './filling.ts';
import { recentName } from './recent.ts';
import type { SearchState } from './search-state.ts';

/**
 * Brings the records of search into order: makes blocks of messages that are in none, once there are enough for one, joins small blocks,
 * and removes what is left of conversations that were forgotten. Each step is a transaction after which the same is found as before.
 */
export async function merge(state: SearchState): Promise<void> {
  await state.recent.refresh();
  for (const number of state.numbers.dropping()) await dropConversation(state, number);
  await dropStrays(state);
  for (const documents of ripe(state)) await makeBlock(state, documents);
  await joinSmall(state);
}

/** Removes all that is stored of a conversation whose number is in `dropping`. */
export async function dropConversation(state: SearchState, number: number): Promise<void> {
  const { store, numbers, recent, blocks } = state;
  await recent.reload();
  for (const { ordinal, head } of blocks.list()) {
    if (!head.conversations.includes(number)) continue;
    const held = await blocks.read(ordinal);
    const kept = held.filter(({ conversation }) => conversation !== number);
    await blocks.write({ replace: new Map([[ordinal, kept]]) });
  }
  const left = [...recent.all()].filter(({ conversation }) => conversation === number);
  await store.write([
    ...left.map((document) => ({ remove: recentName(document) })),
    numbers.lastChange(number),
  ]);
  recent.moved([], left);
  numbers.dropped(number);
}

/** Removes what was noted of a conversation after it was forgotten. */
async function dropStrays({ store, numbers, recent }: SearchState): Promise<void> {
  const strays = [...recent.all()].filter(
    (document) =>
      numbers.conversationOf(document.conversation) === undefined && recent.isSettled(document),
  );
  if (strays.length === 0) return;
  await store.write(strays.map((document) => ({ remove: recentName(document) })));
  recent.moved([], strays);
}

/** Messages that fill a block each, the oldest first, of those that no transaction under way may change. */
function* ripe({ limits, recent }: SearchState): Generator<readonly Document[]> {
  const oldestFirst = [...recent.all()].sort((a, b) => compareFound(b, a));
  const filling = createFilling(limits);
  for (const document of oldestFirst) {
    if (!recent.isSettled(document)) continue;
    const full = filling.add(document);
    if (full !== undefined) yield full;
  }
}

async function makeBlock(
  { blocks, recent }: SearchState,
  full: readonly Document[],
): Promise<void> {
  const names = new Set(full.map(documentName));
  const replace = new Map<number, readonly Document[]>();
  for (const { ordinal } of blocks.thatMayHold(full.map(({ id }) => id))) {
    // Former versions, which a transaction overtook.
    const held = await blocks.read(ordinal);
    const kept = held.filter((document) => !names.has(documentName(document)));
    if (kept.length < held.length) replace.set(ordinal, kept);
  }
  const also = full.map((document) => ({ remove: recentName(document) }));
  await blocks.write({ replace, add: full, also });
  recent.moved([], full);
}

async function joinSmall({ limits, blocks }: SearchState): Promise<void> {
  for (;;) {
    const [a, b] = blocks.list().toSorted((one, other) => one.head.count - other.head.count);
    if (!a || !b || a.head.count + b.head.count > limits.tidyBlockMessages) return;
    const held = [...(await blocks.read(a.ordinal)), ...(await blocks.read(b.ordinal))];
    const bytes = held.reduce(
      (sum, { words }) => sum + words.reduce((length, word) => length + word.length, 0),
      0,
    );
    if (bytes > limits.blockWordBytes) return;
    const [into, from] = [Math.min(a.ordinal, b.ordinal), Math.max(a.ordinal, b.ordinal)];
    await blocks.write({
      replace: new Map([
        [into, held],
        [from, []],
      ]),
    });
  }
}
