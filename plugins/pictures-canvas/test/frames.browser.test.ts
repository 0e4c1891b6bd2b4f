import { pictureSamples } from '@sotto/contracts';
import { canvasPictures } from '@sotto/pictures-canvas';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.restoreAllMocks());

const [sample] = pictureSamples.plain();
const limits = {
  signal: new AbortController().signal,
  maxInputBytes: 100_000,
  maxInputPixels: 1_000_000,
  maxSidePixels: 256,
};

test('frames are asked for as long as a picture is encoded, and no more after', async () => {
  const pictures = await canvasPictures().create({});
  const drawn = new OffscreenCanvas(16, 16);
  drawn.getContext('2d');
  const encoded = await drawn.convertToBlob({ type: 'image/jpeg' });
  const asked = vi.spyOn(globalThis, 'requestAnimationFrame');
  let meanwhile = 0;
  vi.spyOn(OffscreenCanvas.prototype, 'convertToBlob').mockImplementation(async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    meanwhile = asked.mock.calls.length;
    return encoded;
  });
  expect((await pictures.clean(sample!.file, limits)).refused).toBeUndefined();
  expect(meanwhile).toBeGreaterThan(3);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const after = asked.mock.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(asked.mock.calls.length).toBe(after);
});
