import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { thumbHashToRGBA } from 'thumbhash';

/** The blurred preview of a picture. What a sender made up is bounded by the hash's own 25 bytes. */
export function Thumb({ hash }: { readonly hash: Uint8Array }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || hash.length < 5 || hash.length > 25) return;
    const { w, h, rgba } = thumbHashToRGBA(hash);
    // A contact can send a hash of a picture without width.
    if (w < 1 || h < 1) return;
    context.canvas.width = w;
    context.canvas.height = h;
    context.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0);
  }, [hash]);
  return <canvas class="thumb" ref={canvas} aria-hidden="true" />;
}
