import type { DecodedPicture } from '@sotto/contracts';

/**
 * Shows a file through the page's own `<img>`-like path: decoded in one go and read back unscaled.
 */
export async function decode(file: Uint8Array): Promise<DecodedPicture> {
  const bitmap = await createImageBitmap(new Blob([file.slice()]), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('The browser gave no canvas.');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { width, height, rgba: context.getImageData(0, 0, width, height).data };
}
