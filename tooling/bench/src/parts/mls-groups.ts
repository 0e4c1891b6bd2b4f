import type { Measure, Part } from '../measure.ts';
import { makePeople, measureGroup, tableOf } from '../mls/ours/measure-group.ts';

const largest = 1_024;
const sizes = [2, 8, 32, 128, 512, largest];
/** Of blank trees, unless all is asked for: what they cost grows with the members, and the bench with it. */
const fewSizes = [2, 32, largest];

/** Groups, beside the mathematics that they ask for. */
export const mlsGroupsPart: Part = {
  name: 'mls-groups',
  title: 'MLS: groups',
  method: `On \`crypto-node\`; suite 1, and its post-quantum sister with X-Wing. Full: every parent of the tree has a key, as after everybody wrote; blank: none has, as after all were added at once. The first member commits, the last one follows. Add and external join are into a group with one place free, the tree apart from the Welcome and the GroupInfo; whoever joins has met nobody before, except in “all known”: a key that is met for the first time is tested for prime order, which is ours and not the RFC's. The bulk add is from a group of one, of strangers. Times are processor time of the process. Each ratio is to the bare primitives, in the same minute: what RFC 9420 asks for, with keys that a message or a tree brings imported where they are used. Stored: names and contents of the records that change; the first message of an epoch divides the secret tree. Memory: heap and buffers of a state read from its records.`,
  maxSeconds: 1_200,
  run: async (context) => {
    const measures: Measure[] = [];
    const budgetMs = context.full ? 4_000 : 500;
    for (const suite of ['classical', 'post-quantum'] as const) {
      const people = await makePeople(suite, largest + 1);
      for (const tree of ['full', 'blank'] as const) {
        for (const members of tree === 'full' || context.full ? sizes : fewSizes) {
          context.progress(`${suite}, ${tree} tree, ${members} members`);
          const shape = { members, tree };
          measures.push(...(await measureGroup({ suite, shape, people, budgetMs })));
        }
      }
    }
    return [...targets(measures), ...measures];
  },
};

/** What the engine is meant to reach, out of all that was measured. */
function targets(measures: readonly Measure[]): readonly Measure[] {
  const wanted: readonly (readonly [table: string, what: string, target: number])[] = [
    [tableOf('classical', 'full'), 'update, created ÷ floor', 1.5],
    [tableOf('post-quantum', 'full'), 'update, created ÷ floor', 2],
    [tableOf('classical', 'full'), 'update, followed ÷ floor', 1.5],
    [tableOf('post-quantum', 'full'), 'update, followed ÷ floor', 2],
    [tableOf('classical', 'full'), 'join ÷ floor', 1.15],
    [tableOf('post-quantum', 'full'), 'join ÷ floor', 1.15],
    [tableOf('post-quantum', 'blank'), 'bulk add', 1_500],
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
