import { encodeQR } from 'qr';
import type { Page } from 'playwright-core';

/** Squares of a QR code with its margin, true for dark. */
export type Squares = readonly (readonly boolean[])[];

export function squaresOf(text: string): Squares {
  return encodeQR(text, 'raw', { ecc: 'low', border: 4 });
}

/** The code with this name as it is drawn on somebody's screen. */
export async function squaresOn(page: Page, name: string): Promise<Squares> {
  const code = page.getByRole('img', { name });
  const side = Number((await code.getAttribute('viewBox'))?.split(' ')[2]);
  const path = (await code.locator('path').getAttribute('d')) ?? '';
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)/g)].map(([, x, y]) => `${x} ${y}`));
  return Array.from({ length: side }, (_row, y) =>
    Array.from({ length: side }, (_square, x) => dark.has(`${x} ${y}`)),
  );
}

const width = 640;
const height = 480;

/** A film of one still, of a code before a camera on a grey table: YUV4MPEG2, 4:2:0. */
export function filmOf(squares: Squares): Uint8Array {
  const light = new Uint8Array(width * height).fill(126);
  const side = 440;
  const at = (pixel: number): number => Math.floor((pixel * squares.length) / side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const place = (y + (height - side) / 2) * width + x + (width - side) / 2;
      light[place] = squares[at(y)]?.[at(x)] === true ? 16 : 235;
    }
  const colour = new Uint8Array((width * height) / 2).fill(128);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\nFRAME\n`);
  return Buffer.concat([head, light, colour]);
}
