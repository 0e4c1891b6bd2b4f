import { documentName, encodeDocument } from './document.ts';
import type { Document } from './document.ts';
import { recentName } from './recent.ts';
import type { TouchedKey } from './recent.ts';
import type { SearchState } from './search-state.ts';

/** True when a block may hold the message: for nearly all that none holds it is false. */
export function mayBeInBlock({ blocks }: SearchState, { id }: TouchedKey): boolean {
  return blocks.thatMayHold([id]).length > 0;
}

/**
 * Takes messages out of their blocks, each into a record of its own, where a transaction can replace or remove it by name. What is
 * found stays the same. A transaction for each block.
 */
export async function moveOut(state: SearchState, keys: readonly TouchedKey[]): Promise<void> {
  const { store, blocks, recent } = state;
  const names = new Set(keys.map(documentName));
  for (const { ordinal } of blocks.thatMayHold(keys.map(({ id }) => id))) {
    const held = await blocks.read(ordinal);
    const leaving = held.filter((document) => names.has(documentName(document)));
    if (leaving.length === 0) continue;
    const moved: Document[] = [];
    for (const document of leaving) {
      // A record of its own is the newer version.
      if ((await store.get(recentName(document))) === undefined) moved.push(document);
    }
    await blocks.write({
      replace: new Map([[ordinal, held.filter((document) => !leaving.includes(document))]]),
      also: moved.map((document) => ({
        put: recentName(document),
        value: encodeDocument(document),
      })),
    });
    recent.moved(moved, []);
  }
}
