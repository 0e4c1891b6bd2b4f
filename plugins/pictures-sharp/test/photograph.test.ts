import { containsText, residue } from '@sotto/contracts';
import type { CleanOptions } from '@sotto/core';
import { photographMaker, takePhotograph } from '@sotto/photograph';
import { sharpPictures } from '@sotto/pictures-sharp';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decode } from './decode.ts';

const limits: CleanOptions = {
  signal: new AbortController().signal,
  maxInputBytes: 32 * 1_048_576,
  maxInputPixels: 50_000_000,
  maxSidePixels: 2048,
};

test('a phone’s photograph of 12 megapixels comes out upright, small, and without its place', async () => {
  const photograph = await takePhotograph({ seed: 1 });
  const pictures = await sharpPictures().create({});
  const result = await pictures.clean(photograph, limits);
  if (result.refused !== undefined) throw new Error(result.refused);
  expect([result.width, result.height, result.mediaType]).toEqual([1536, 2048, 'image/jpeg']);
  expect(result.bytes.length).toBeLessThan(photograph.length / 4);
  expect(residue(result.bytes)).toEqual([]);
  expect(containsText(result.bytes, photographMaker)).toBe(false);
  const seen = await decode(result.bytes);
  const blueness = (across: number, down: number): number => {
    const at = 4 * (Math.floor(down * seen.height) * seen.width + Math.floor(across * seen.width));
    return (seen.rgba[at + 2] ?? 0) - (seen.rgba[at] ?? 0);
  };
  expect(blueness(0.5, 0.02)).toBeGreaterThan(50);
  expect(blueness(0.5, 0.95)).toBeLessThan(0);
  expect((await pictures.inspect(result.bytes, limits)).refused).toBeUndefined();
});

test('decoded pictures do not stay in sharp’s cache', async () => {
  await sharpPictures().create({});
  expect(sharp.cache().memory.max).toBe(0);
  expect(sharp.cache().items.max).toBe(0);
});
