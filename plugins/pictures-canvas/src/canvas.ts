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

/** Gives the memory back now instead of when the collector comes by. */
export function releaseCanvas({ surface }: Canvas): void {
  surface.width = 0;
  surface.height = 0;
}
