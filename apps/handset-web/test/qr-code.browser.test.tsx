import { render } from 'preact';
import decodeQR from 'qr/decode.js';
import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { QrCode } from '../src/parts/qr-code.tsx';

afterEach(() => render(null, document.body));

/** What somebody's camera makes of the code on the screen. */
function read(): string {
  const code = page.getByRole('img', { name: 'Code' }).element();
  const side = Number(code.getAttribute('viewBox')?.split(' ')[2]);
  const scale = 8;
  const width = side * scale;
  const canvas = new OffscreenCanvas(width, width).getContext('2d');
  if (canvas === null) throw new Error('The browser gave no canvas.');
  canvas.fillStyle = '#fff';
  canvas.fillRect(0, 0, width, width);
  canvas.scale(scale, scale);
  canvas.fillStyle = '#000';
  const squares = code.querySelector('path')?.getAttribute('d');
  const path = new Path2D(squares ?? '');
  canvas.clip(path);
  canvas.fillRect(0, 0, side, side);
  const { data } = canvas.getImageData(0, 0, width, width);
  return decodeQR({ width, height: width, data });
}

test('a code says its text to a camera, and another text when it changes', async () => {
  render(<QrCode text="https://relay.example/i#one" label="Code" />, document.body);
  await vi.waitFor(() => expect(read()).toBe('https://relay.example/i#one'));
  render(<QrCode text="https://relay.example/i#two" label="Code" />, document.body);
  await vi.waitFor(() => expect(read()).toBe('https://relay.example/i#two'));
});
