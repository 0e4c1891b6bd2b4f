import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedKeys } from '../src/sorted-keys.ts';

test('however keys come and go, they are in order and found from both ends', () => {
  const number = fc.nat({ max: 5000 });
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1500, maxLength: 4000 }),
      fc.array(number, { maxLength: 2000 }),
      number,
      number,
      (adds, removes, a, b) => {
        const text = (value: number): string => value.toString(36).padStart(3, '0');
        const keys = new SortedKeys();
        const model = new Set<string>();
        for (const key of adds.map(text)) {
          if (!model.has(key)) keys.add(key);
          model.add(key);
        }
        for (const key of removes.map(text)) if (model.delete(key)) keys.remove(key);
        const sorted = [...model].toSorted();
        expect([...keys]).toEqual(sorted);
        expect([...SortedKeys.from(sorted)]).toEqual(sorted);
        const [from, to] = [text(a), text(b)];
        const between = sorted.filter((key) => key >= from && key < to);
        for (const count of [1, 600, 10_000]) {
          expect(keys.lowest(from, to, count)).toEqual(between.slice(0, count));
          expect(keys.highest(from, to, count)).toEqual(between.toReversed().slice(0, count));
        }
      },
    ),
    { numRuns: 40 },
  );
});
