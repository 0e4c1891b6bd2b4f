/** A canvas with its context. sRGB, 8 bits a channel. */
export interface Canvas {
  readonly surface: OffscreenCanvas;
  readonly context: OffscreenCanvasRenderingContext2D;
}

/** `undefined` when the browser has no memory for one, or no such canvas at all. */
export function createCanvas(width: number, height: number): Canvas | undefined {
  const surface = new OffscreenCanvas(width, height);
  // Read back at once and thrown away: a canvas in main memory is the right one.
  const context = surface.getContext('2d', { colorSpace: 'srgb', willReadFrequently: true });
  return context === null ? undefined : { surface, context };
}

/**
 * What is on the canvas, as a file. A page in Chromium encodes PNG and JPEG when it is idle, which it may not notice while it
 * draws nothing: a picture then waits up to ten seconds. So frames are asked for meanwhile. @throws what `convertToBlob` throws
 */
export async function encodeCanvas(
  { surface }: Canvas,
  options: ImageEncodeOptions,
): Promise<Blob> {
  let frame = 0;
  const next = (): void => {
    frame = requestAnimationFrame(next);
  };
  // A worker encodes at once.
  const isPage = typeof document === 'object';
  if (isPage) next();
  try {
    return await surface.convertToBlob(options);
  } finally {
    if (isPage) cancelAnimationFrame(frame);
  }
}

/** Gives the memory back now instead of when the collector comes by. */
export function releaseCanvas({ surface }: Canvas): void {
  surface.width = 0;
  surface.height = 0;
}
