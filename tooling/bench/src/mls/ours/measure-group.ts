import type { Crypto } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { OwnKeyPackage } from '@sotto/mls';
import type { Measure } from '../../measure.ts';
import type { Cost } from '../beside.ts';
import { timeAlone, timeBeside } from '../beside.ts';
import type { GroupShape } from '../floor/group.ts';
import { GroupFloor } from '../floor/group.ts';
import { dhkem, xwing } from '../floor/kem.ts';
import { fill, foundWithAll, stateOf, withoutLast } from './group.ts';
import type { Operations } from './operations.ts';
import { prepareOperations } from './operations.ts';
import type { SuiteName } from './people.ts';
import { engineOn, newPerson, suites } from './people.ts';
import { memoryOfLoaded, storedBytes, storedPerMessage } from './sizes.ts';

const createCrypto = (): Promise<Crypto> => nodeCrypto({ maxKnownKeys: 4_096 }).create({});

/** So many who can be in groups of one suite. */
export async function makePeople(suite: SuiteName, count: number): Promise<OwnKeyPackage[]> {
  const crypto = await createCrypto();
  const mls = engineOn(crypto);
  const people: OwnKeyPackage[] = [];
  while (people.length < count) people.push(await newPerson(mls, crypto, suites[suite]));
  return people;
}

export interface GroupToMeasure {
  readonly suite: SuiteName;
  readonly shape: GroupShape;
  /** At least one more than the group has members. */
  readonly people: readonly OwnKeyPackage[];
  /** Processor time for each operation, roughly. */
  readonly budgetMs: number;
}

/** The table of `suite` and tree that the rows belong to. */
export function tableOf(suite: SuiteName, tree: GroupShape['tree']): string {
  return `${suite}, ${tree} trees`;
}

/** Everything about one group, as the column of a table. */
export async function measureGroup({
  suite,
  shape,
  people,
  budgetMs,
}: GroupToMeasure): Promise<readonly Measure[]> {
  const { members, tree } = shape;
  const crypto = await createCrypto();
  const mls = engineOn(crypto);
  const [newcomer, ...others] = people;
  if (newcomer === undefined) throw new Error('There is no newcomer.');
  const group = await found(others.slice(0, members));
  const withFree =
    tree === 'full'
      ? await withoutLast(mls, group)
      : await foundWithAll(mls, crypto, others.slice(0, members - 1));
  const freshMls = async () => engineOn(await createCrypto());
  const operations = await prepareOperations({ crypto, mls, freshMls, group, withFree, newcomer });
  const floor = new GroupFloor(suite === 'classical' ? dhkem : xwing, shape);
  const state = stateOf(group, 0);
  const rows = [
    ...(await costs(operations, floor, tree, budgetMs)),
    ...bytesOf(operations, tree),
    ...(await stored()),
    row('memory of a state', (await memoryOfLoaded(mls, state)) / 1_000, 'kB'),
  ];
  return rows.map((measure) => ({
    ...measure,
    cell: { table: tableOf(suite, tree), column: `${members}` },
  }));

  async function found(together: readonly OwnKeyPackage[]) {
    const blank = await foundWithAll(mls, crypto, together);
    return tree === 'full' ? fill(mls, blank) : blank;
  }

  async function stored(): Promise<readonly Measure[]> {
    const { first, next } = await storedPerMessage(mls, group);
    const { update, processed } = operations.samples;
    if (processed.kind !== 'commit') throw new Error('A commit was no commit.');
    return [
      row('stored, first message of an epoch', first / 1_000, 'kB'),
      row('stored, next message', next / 1_000, 'kB'),
      row('stored, update created', storedBytes(update.accepted.changes) / 1_000, 'kB'),
      row('stored, update followed', storedBytes(processed.changes) / 1_000, 'kB'),
    ];
  }
}

function row(what: string, value: number, unit: string): Measure {
  return { what, value, unit };
}

async function costs(
  operations: Operations,
  floor: GroupFloor,
  tree: GroupShape['tree'],
  budgetMs: number,
): Promise<readonly Measure[]> {
  const beside = (work: () => Promise<unknown>, bare: () => void) =>
    timeBeside(work, bare, budgetMs);
  const join = () => floor.join();
  const rows = [
    ...ofCost('update, created', await beside(operations.update, () => floor.createUpdate())),
    ...ofCost('update, followed', await beside(operations.process, () => floor.process())),
    ...ofCost('join', await beside(operations.join, join)),
    ...ofCost('join, all known', await beside(operations.joinKnown, join)),
    row('add, created', await timeAlone(operations.add, budgetMs), 'ms'),
    row('remove, created', await timeAlone(operations.remove, budgetMs), 'ms'),
    row('external join', await timeAlone(operations.joinExternal, budgetMs), 'ms'),
  ];
  if (tree === 'full') return rows;
  const bulk = await beside(operations.bulkAdd, () => floor.bulkAdd());
  return [...rows, ...ofCost('bulk add', bulk)];
}

function ofCost(what: string, { ms, ratio }: Cost): readonly Measure[] {
  return [row(what, ms, 'ms'), row(`${what} ÷ floor`, ratio, '×')];
}

function bytesOf({ samples }: Operations, tree: GroupShape['tree']): readonly Measure[] {
  const { update, add, remove, joinExternal, bulkAdd, ratchetTree } = samples;
  const kilobytes = (what: string, { length }: Uint8Array): Measure =>
    row(`bytes, ${what}`, length / 1_000, 'kB');
  const rows = [
    kilobytes('update', update.message),
    kilobytes('add', add.message),
    kilobytes('its Welcome', add.welcome),
    kilobytes('remove', remove.message),
    kilobytes('external commit', joinExternal.message),
    kilobytes('ratchet tree', ratchetTree),
  ];
  if (tree === 'full') return rows;
  return [
    ...rows,
    kilobytes('bulk add', bulkAdd.message),
    kilobytes('its Welcomes', bulkAdd.welcome),
  ];
}
