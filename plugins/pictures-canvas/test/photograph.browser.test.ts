import { containsText, residue } from '@sotto/contracts';
import type { CleanOptions, CleanPicture, PictureRefusal } from '@sotto/core';
import { canvasPictures } from '@sotto/pictures-canvas';
import { expect, test } from 'vitest';
import { maker, takePhotograph } from './camera.ts';
import { decode } from './decode.ts';

const limits: CleanOptions = {
  signal: new AbortController().signal,
  maxInputBytes: 64 * 1_048_576,
  maxInputPixels: 50_000_000,
  maxSidePixels: 2048,
};

test.each([
  { megapixels: 12, width: 3024, height: 4032 },
  { megapixels: 48, width: 6048, height: 8064 },
])(
  'a photograph of $megapixels megapixels comes out upright, small, and without its place',
  async ({ width, height }) => {
    const photograph = await takePhotograph(width, height);
    const pictures = await canvasPictures().create({});
    const result = await pictures.clean(photograph, limits);
    if (result.refused !== undefined) throw new Error(result.refused);
    expect([result.width, result.height, result.mediaType]).toEqual([1536, 2048, 'image/jpeg']);
    expect(result.bytes.length).toBeLessThan(photograph.length / 4);
    expect(residue(result.bytes)).toEqual([]);
    expect(containsText(result.bytes, maker)).toBe(false);
    const seen = await decode(result.bytes);
    const blueness = (across: number, down: number): number => {
      const at =
        4 * (Math.floor(down * seen.height) * seen.width + Math.floor(across * seen.width));
      return (seen.rgba[at + 2] ?? 0) - (seen.rgba[at] ?? 0);
    };
    expect(blueness(0.5, 0.02)).toBeGreaterThan(50);
    expect(blueness(0.5, 0.95)).toBeLessThan(0);
    expect((await pictures.inspect(result.bytes, limits)).refused).toBeUndefined();
  },
);

test('works in a worker too', async () => {
  const worker = new Worker(new URL('./cleaning-worker.ts', import.meta.url), { type: 'module' });
  const photograph = await takePhotograph(600, 800);
  const result = await new Promise<CleanPicture | PictureRefusal>((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
    worker.postMessage(photograph, { transfer: [] });
  });
  worker.terminate();
  if (result.refused !== undefined) throw new Error(result.refused);
  expect([result.width, result.height]).toEqual([384, 512]);
  expect(residue(result.bytes)).toEqual([]);
});

test('an opaque picture of a type that could be transparent stays opaque when it is made smaller', async () => {
  const canvas = new OffscreenCanvas(997, 613);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser gave no canvas.');
  context.fillStyle = 'rgb(10 200 90)';
  context.fillRect(0, 0, 997, 613);
  const png = new Uint8Array(
    await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer(),
  );
  const pictures = await canvasPictures().create({});
  const result = await pictures.clean(png, { ...limits, maxSidePixels: 333 });
  if (result.refused !== undefined) throw new Error(result.refused);
  expect([result.width, result.height, result.mediaType]).toEqual([333, 205, 'image/jpeg']);
});
