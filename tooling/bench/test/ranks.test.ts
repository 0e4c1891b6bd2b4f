import { expect, test } from 'vitest';
import { compareRanks } from '../src/ranks.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

test('samples of one distribution cannot be told apart, and shifted ones can', () => {
  const even = upTo(400).filter((value) => value % 2 === 0);
  const odd = upTo(400).filter((value) => value % 2 === 1);
  const same = compareRanks(even, odd);
  expect(same.larger).toBeCloseTo(0.5, 1);
  expect(same.p).toBeGreaterThan(0.9);
  const shifted = compareRanks(
    even,
    odd.map((value) => value + 80),
  );
  expect(shifted.larger).toBeCloseTo(0.68, 2);
  expect(shifted.p).toBeLessThan(1e-6);
});

test('the two-sided chance is that of the normal distribution', () => {
  // 20 against 20, apart altogether: U = 400, z = 200 / sqrt(400 * 41 / 12).
  const { larger, p } = compareRanks(
    upTo(20),
    upTo(20).map((value) => value + 100),
  );
  expect(larger).toBe(1);
  expect(p).toBeCloseTo(6.3e-8, 8);
  expect(compareRanks([1, 1, 1], [1, 1, 1])).toEqual({ larger: 0.5, p: expect.closeTo(1, 6) });
});
