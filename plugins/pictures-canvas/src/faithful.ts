import { createCanvas, encodeCanvas, releaseCanvas } from './canvas.ts';

const colours: readonly (readonly [number, number, number])[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [40, 90, 160],
];
const side = 16;
// A colour read back may be off by this: browsers that add a little noise against fingerprinting
// still give a true picture.
const tolerance = 8;

/**
 * Whether this browser can do the work and gives back what was drawn. Some, set to resist
 * fingerprinting, answer every reading of a canvas with white or with noise; a picture cleaned
 * there would arrive as that.
 */
export async function isFaithful(): Promise<boolean> {
  if (typeof OffscreenCanvas !== 'function' || typeof createImageBitmap !== 'function')
    return false;
  const drawn = createCanvas(side * colours.length, side);
  if (drawn === undefined) return false;
  for (const [index, colour] of colours.entries()) {
    drawn.context.fillStyle = `rgb(${colour.join(' ')})`;
    drawn.context.fillRect(side * index, 0, side, side);
  }
  const encoded = await encodeCanvas(drawn, { type: 'image/png' });
  const again = createCanvas(side * colours.length, side);
  if (again === undefined) return false;
  const bitmap = await createImageBitmap(encoded);
  again.context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const faithful = [drawn, again].every(({ context }) =>
    colours.every((colour, index) => isColour(context, index, colour)),
  );
  releaseCanvas(drawn);
  releaseCanvas(again);
  return faithful;
}

function isColour(
  context: OffscreenCanvasRenderingContext2D,
  index: number,
  colour: readonly [number, number, number],
): boolean {
  const { data } = context.getImageData(side * index, 0, side, side);
  for (let at = 0; at < data.length; at += 4) {
    if (
      colour.some((value, channel) => Math.abs((data[at + channel] as number) - value) > tolerance)
    )
      return false;
  }
  return true;
}
