import type { Crypto } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { OwnKeyPackage } from '@sotto/mls';
import type { Measure, Part, PartContext } from '../measure.ts';
import type { Cost } from '../mls/beside.ts';
import { timeAlone, timeBeside } from '../mls/beside.ts';
import { GroupFloor } from '../mls/floor/group.ts';
import type { GroupShape } from '../mls/floor/group.ts';
import { dhkem, xwing } from '../mls/floor/kem.ts';
import type { Group } from '../mls/ours/group.ts';
import { fill, foundWithAll, stateOf, withoutLast } from '../mls/ours/group.ts';
import type { Operations } from '../mls/ours/operations.ts';
import { prepareOperations } from '../mls/ours/operations.ts';
import type { SuiteName } from '../mls/ours/people.ts';
import { engineOn, newPerson, suites } from '../mls/ours/people.ts';
import { memoryOfLoaded, storedBytes, storedPerMessage } from '../mls/ours/sizes.ts';

const sizes = [2, 8, 32, 128, 512, 1_024];
const largest = 1_024;
const trees = ['full', 'blank'] as const;

/** Groups, beside the mathematics that they ask for. */
export const mlsGroupsPart: Part = {
  name: 'mls-groups',
  title: 'MLS: groups',
  method: `On \`crypto-node\`; suite 1, and its post-quantum sister with X-Wing. Full: every parent of the tree has a key, as after everybody wrote; blank: none has, as after all were added at once. The first member commits, the last one follows. Add and external join are into a group with one place free, the tree apart from the Welcome and the GroupInfo; whoever joins has met nobody before. The bulk add is from a group of one. Times are processor time of the process. Each ratio is to the bare primitives, in the same minute: what RFC 9420 asks for, with keys that a message or a tree brings imported where they are used. Stored: names and contents of the records that change; a message is the first of its epoch, which divides the secret tree. Memory: heap and buffers of a state read from its records.`,
  maxSeconds: 1_200,
  run: async (context) => {
    const measures: Measure[] = [];
    for (const suite of ['classical', 'post-quantum'] as const) {
      const people = await makePeople(suite);
      for (const tree of trees) {
        for (const members of sizes) {
          context.progress(`${suite}, ${tree}, ${members}`);
          measures.push(...(await measureGroup(context, suite, { members, tree }, people)));
        }
      }
    }
    return [...targets(measures), ...measures];
  },
};

const createCrypto = (): Promise<Crypto> => nodeCrypto({ maxKnownKeys: 4_096 }).create({});

async function makePeople(suite: SuiteName): Promise<readonly OwnKeyPackage[]> {
  const crypto = await createCrypto();
  const mls = engineOn(crypto);
  const people: OwnKeyPackage[] = [];
  while (people.length <= largest) people.push(await newPerson(mls, crypto, suites[suite]));
  return people;
}

async function measureGroup(
  { full }: PartContext,
  suite: SuiteName,
  shape: GroupShape,
  everybody: readonly OwnKeyPackage[],
): Promise<readonly Measure[]> {
  const crypto = await createCrypto();
  const mls = engineOn(crypto);
  const people = everybody.slice(0, shape.members);
  const newcomer = everybody.at(-1);
  if (newcomer === undefined) throw new Error('There is no newcomer.');
  const blank = await foundWithAll(mls, crypto, people);
  const group = shape.tree === 'full' ? await fill(mls, blank) : blank;
  const withFree =
    shape.tree === 'full'
      ? await withoutLast(mls, group)
      : await foundWithAll(mls, crypto, people.slice(0, -1));
  const freshMls = async () => engineOn(await createCrypto());
  const operations = await prepareOperations({ crypto, mls, freshMls, group, withFree, newcomer });
  const floor = new GroupFloor(suite === 'classical' ? dhkem : xwing, shape);
  const cell = { table: `${suite}, ${shape.tree} trees`, column: `${shape.members}` };
  const row = (what: string, value: number, unit: string): Measure => ({ what, value, unit, cell });
  const cost = (what: string, { ms, ratio }: Cost): readonly Measure[] => [
    row(what, ms, 'ms'),
    row(`${what} ÷ floor`, ratio, '×'),
  ];
  const budget = full ? 4_000 : 500;
  return [
    ...cost(
      'update, created',
      await timeBeside(operations.update, () => floor.createUpdate(), budget),
    ),
    ...cost(
      'update, followed',
      await timeBeside(operations.process, () => floor.process(), budget),
    ),
    ...cost('join', await timeBeside(operations.join, () => floor.join(), budget)),
    ...(shape.tree === 'blank'
      ? cost('bulk add', await timeBeside(operations.bulkAdd, () => floor.bulkAdd(), budget))
      : []),
    row('add, created', await timeAlone(operations.add, budget), 'ms'),
    row('remove, created', await timeAlone(operations.remove, budget), 'ms'),
    row('external join', await timeAlone(operations.joinExternal, budget), 'ms'),
    ...(await measureSizes(operations, row)),
    ...(await measureState(mls, group, operations, row)),
  ];
}

type Row = (what: string, value: number, unit: string) => Measure;

async function measureSizes(
  { samples, bulkAdd }: Operations,
  row: Row,
): Promise<readonly Measure[]> {
  const { update, add, remove, joinExternal, ratchetTree } = samples;
  const bulk = await bulkAdd();
  return [
    bytes('bytes of an update', update.message),
    bytes('bytes of an add', add.message),
    bytes('bytes of its Welcome', add.welcome),
    bytes('bytes of a remove', remove.message),
    bytes('bytes of an external commit', joinExternal.message),
    bytes('bytes of a bulk add', bulk.message),
    bytes('bytes of its Welcomes', bulk.welcome),
    bytes('bytes of the tree', ratchetTree),
  ];
  function bytes(what: string, message: Uint8Array | undefined): Measure {
    return row(what, (message?.length ?? Number.NaN) / 1_000, 'kB');
  }
}

async function measureState(
  mls: ReturnType<typeof engineOn>,
  group: Group,
  { samples }: Operations,
  row: Row,
): Promise<readonly Measure[]> {
  const { sent, received } = await storedPerMessage(mls, group);
  const { update, processed } = samples;
  if (processed.kind !== 'commit') throw new Error('A commit was no commit.');
  const memory = await memoryOfLoaded(mls, stateOf(group, 0));
  return [
    row('stored, message sent', sent / 1_000, 'kB'),
    row('stored, message received', received / 1_000, 'kB'),
    row('stored, update created', storedBytes(update.accepted.changes) / 1_000, 'kB'),
    row('stored, update followed', storedBytes(processed.changes) / 1_000, 'kB'),
    row('memory of the state', memory / 1_000, 'kB'),
  ];
}

/** What the engine is meant to reach, out of all that was measured. */
function targets(measures: readonly Measure[]): readonly Measure[] {
  const wanted: readonly (readonly [table: string, what: string, target: number])[] = [
    ['classical, full trees', 'update, created ÷ floor', 1.5],
    ['post-quantum, full trees', 'update, created ÷ floor', 2],
    ['classical, full trees', 'update, followed ÷ floor', 1.5],
    ['post-quantum, full trees', 'update, followed ÷ floor', 2],
    ['classical, full trees', 'join ÷ floor', 1.15],
    ['post-quantum, full trees', 'join ÷ floor', 1.15],
    ['post-quantum, blank trees', 'bulk add', 1_500],
  ];
  return wanted.flatMap(([table, what, target]) => {
    const found = measures.find(
      (measure) =>
        measure.cell?.table === table &&
        measure.cell.column === `${largest}` &&
        measure.what === what,
    );
    if (found === undefined) return [];
    const { value, unit } = found;
    return [{ what: `${what}, ${largest} members, ${table}`, value, unit, target }];
  });
}
