import { isSottoError } from '@sotto/core';
import { canvasPictures } from '@sotto/pictures-canvas';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.restoreAllMocks());

async function codeOfCreate(): Promise<string | undefined> {
  try {
    await canvasPictures().create({});
    return undefined;
  } catch (error) {
    return isSottoError(error) ? error.code : String(error);
  }
}

test('a browser that gives back what was drawn can be used', async () => {
  expect(await codeOfCreate()).toBeUndefined();
});

test('a browser that answers readings of a canvas with white is not used', async () => {
  vi.spyOn(OffscreenCanvasRenderingContext2D.prototype, 'getImageData').mockImplementation(
    (_x, _y, width, height) =>
      new ImageData(new Uint8ClampedArray(4 * width * height).fill(255), width, height),
  );
  expect(await codeOfCreate()).toBe('PICTURES_UNAVAILABLE');
});

test('a browser that encodes something else than was drawn is not used', async () => {
  const blank = new OffscreenCanvas(64, 16);
  blank.getContext('2d');
  const empty = await blank.convertToBlob({ type: 'image/png' });
  vi.spyOn(OffscreenCanvas.prototype, 'convertToBlob').mockResolvedValue(empty);
  expect(await codeOfCreate()).toBe('PICTURES_UNAVAILABLE');
});

test('a browser that cannot encode is not used', async () => {
  vi.spyOn(OffscreenCanvas.prototype, 'convertToBlob').mockRejectedValue(
    new DOMException('no', 'EncodingError'),
  );
  expect(await codeOfCreate()).toBe('PICTURES_UNAVAILABLE');
});

test('a browser without a canvas for workers is not used', async () => {
  vi.stubGlobal('OffscreenCanvas', undefined);
  expect(await codeOfCreate()).toBe('PICTURES_UNAVAILABLE');
  vi.unstubAllGlobals();
});
