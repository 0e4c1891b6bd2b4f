import { setImmediate } from 'node:timers/promises';
import type { GroupState, Mls, RecordChange } from '@sotto/mls';
import type { Group } from './group.ts';
import { stateOf } from './group.ts';
import { nowSeconds } from './people.ts';

const message = new Uint8Array(200).fill(120);

/** Bytes that a store is given: names and contents. */
export function storedBytes(changes: readonly RecordChange[]): number {
  return changes.reduce((sum, { name, bytes }) => sum + name.length + (bytes?.length ?? 0), 0);
}

/** What two messages of one sender, the first of an epoch and the next, make their receiver store. */
export async function storedPerMessage(
  mls: Mls,
  group: Group,
): Promise<{ readonly first: number; readonly next: number }> {
  const one = await mls.encrypt(stateOf(group, 0), message);
  const two = await mls.encrypt(one.state, message);
  const other = stateOf(group, group.people.length - 1);
  const first = await mls.process(other, one.message, { nowSeconds });
  if (first.kind !== 'application') throw new Error('Not an application message.');
  const next = await mls.process(first.state, two.message, { nowSeconds });
  if (next.kind !== 'application') throw new Error('Not an application message.');
  return { first: storedBytes(first.changes), next: storedBytes(next.changes) };
}

/** Memory of a state that was read from its records, bytes. Needs `--expose-gc`. */
export async function memoryOfLoaded(mls: Mls, state: GroupState): Promise<number> {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('Node has to run with --expose-gc.');
  const saved = mls.save(state);
  const copies = Math.ceil(2_048 / state.tree.leafCount) + 1;
  const records = () =>
    new Map(saved.map(({ name, bytes }) => [name, (bytes ?? new Uint8Array(0)).slice()]));
  // What the first load leaves behind for good is not the state's.
  await mls.load(records());
  const used = async (): Promise<number> => {
    // What the last turn still holds is let go of with the next.
    await setImmediate();
    collect();
    await setImmediate();
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = await used();
  const held: GroupState[] = [];
  for (let copy = 0; copy < copies; copy += 1) held.push(await mls.load(records()));
  return ((await used()) - before) / held.length;
}
