import { jpegWithExif } from '@sotto/contracts';
import { paintPhotograph } from '@sotto/photograph/paint';

export const maker = 'SottoPhotographMaker';

/**
 * A photograph of `width` × `height` pixels as seen, encoded by the browser: stored on its side
 * with orientation 6, and with a place. Painted with 12 megapixels at most and enlarged beyond
 * that.
 */
export async function takePhotograph(width: number, height: number): Promise<Uint8Array> {
  const shrink = Math.min(1, Math.sqrt(12_192_768 / (width * height)));
  const [paintedWidth, paintedHeight] = [Math.round(width * shrink), Math.round(height * shrink)];
  const painted = new OffscreenCanvas(paintedWidth, paintedHeight);
  const pixels = paintPhotograph(paintedWidth, paintedHeight, 1);
  painted.getContext('2d')?.putImageData(new ImageData(pixels, paintedWidth, paintedHeight), 0, 0);
  const stored = new OffscreenCanvas(height, width);
  const context = stored.getContext('2d');
  // The inverse of orientation 6: what is seen at the top is stored at the left.
  context?.setTransform(0, -1, 1, 0, 0, width);
  context?.drawImage(painted, 0, 0, width, height);
  const jpeg = new Uint8Array(
    await (await stored.convertToBlob({ type: 'image/jpeg', quality: 0.92 })).arrayBuffer(),
  );
  return jpegWithExif(jpeg, {
    orientation: 6,
    maker,
    place: { latitude: 52.5163, longitude: 13.3777 },
  });
}
