import { containsText } from '@sotto/contracts';
import { photographMaker, takePhotograph } from '@sotto/photograph';
import { paintPhotograph } from '@sotto/photograph/paint';
import sharp from 'sharp';
import { expect, test } from 'vitest';

test('the photograph of a seed is always the same, of another seed another', async () => {
  const take = (seed: number): Promise<Uint8Array> =>
    takePhotograph({ seed, width: 300, height: 400 });
  const [first, again, other] = await Promise.all([take(7), take(7), take(8)]);
  expect(Buffer.compare(first, again)).toBe(0);
  expect(Buffer.compare(first, other)).not.toBe(0);
});

test('it has 12 megapixels, lies on its side, and says where it was taken', async () => {
  const file = await takePhotograph({ seed: 1 });
  const { width, height, orientation, format } = await sharp(file).metadata();
  expect({ width, height, orientation, format }).toEqual({
    width: 4032,
    height: 3024,
    orientation: 6,
    format: 'jpeg',
  });
  expect(containsText(file, photographMaker)).toBe(true);
  expect(file.length).toBeGreaterThan(2_000_000);
  expect(file.length).toBeLessThan(8_000_000);
});

test('turned upright, the sky is above the ground', () => {
  const [width, height] = [60, 80];
  const pixels = paintPhotograph(width, height, 3);
  const blueness = (row: number): number => {
    let sum = 0;
    for (let at = 4 * width * row; at < 4 * width * (row + 1); at += 4)
      sum += (pixels[at + 2] ?? 0) - (pixels[at] ?? 0);
    return sum / width;
  };
  expect(blueness(2)).toBeGreaterThan(60);
  expect(blueness(height - 2)).toBeLessThan(-10);
});
