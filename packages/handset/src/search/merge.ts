import { mayHold } from './block-head.ts';
import { compareFound, documentName } from './document.ts';
import type { Document } from './document.ts';
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
  for (;;) {
    const ripe = firstRipe(state);
    if (ripe === undefined) break;
    await makeBlock(state, ripe);
  }
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

/** The oldest messages that fill a block, of those that no transaction under way may change. */
function firstRipe({ limits, recent }: SearchState): readonly Document[] | undefined {
  const settled = [...recent.all()].filter((document) => recent.isSettled(document));
  settled.sort((a, b) => compareFound(b, a));
  let bytes = 0;
  for (const [at, { words }] of settled.entries()) {
    for (const word of words) bytes += word.length;
    if (at + 1 === limits.blockMessages || bytes >= limits.blockWordBytes)
      return settled.slice(0, at + 1);
  }
  return undefined;
}

async function makeBlock(
  { blocks, recent }: SearchState,
  ripe: readonly Document[],
): Promise<void> {
  const names = new Set(ripe.map(documentName));
  const replace = new Map<number, readonly Document[]>();
  for (const { ordinal, head } of blocks.list()) {
    if (!ripe.some(({ id }) => mayHold(head, id))) continue;
    // Former versions, which a transaction overtook.
    const held = await blocks.read(ordinal);
    const kept = held.filter((document) => !names.has(documentName(document)));
    if (kept.length < held.length) replace.set(ordinal, kept);
  }
  const also = ripe.map((document) => ({ remove: recentName(document) }));
  await blocks.write({ replace, add: ripe, also });
  recent.moved([], ripe);
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
