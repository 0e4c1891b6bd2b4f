import { hasAscii } from './integers.ts';
import { plainJfif } from './jpeg.ts';
import { scanPicture } from './probe.ts';
import type { PartKind } from './scan.ts';
import { isWebp, riffChunks, webpFlags } from './webp.ts';

/**
 * The same picture without metadata and trailing data, as a new array; `undefined` when it is no
 * picture that `probePicture` takes. `keep: 'colour'` leaves in what a decoder needs for the right
 * colours (ICC profile, gamma); `keep: 'pixels'` takes that out too, and is for files whose pixels
 * are sRGB already. The result of `keep: 'pixels'` probes with `metadata` false. An animated PNG is
 * left with the one picture that every viewer shows; an animated WebP keeps its frames.
 *
 * The pixels are not re-encoded: stripping a stranger's file does not make it safe to send, because
 * what its encoder wrote into the compressed data stays there.
 */
export function stripPicture(
  file: Uint8Array,
  keep: 'pixels' | 'colour',
): Uint8Array<ArrayBuffer> | undefined {
  const scan = scanPicture(file);
  if (!('probe' in scan)) return undefined;
  const kinds: ReadonlySet<PartKind> = new Set(
    keep === 'colour' ? ['pixels', 'colour'] : ['pixels'],
  );
  const pieces = scan.parts
    .filter((part) => kinds.has(part.kind))
    .map((part) => file.subarray(part.start, part.end));
  // Without JFIF decoders guess the colour model, so its plain form takes the place of any form,
  // right after the start marker.
  if (scan.parts.some((part) => part.kind === 'jfif'))
    pieces.splice(0, 1, ...afterStartMarker(pieces[0], plainJfif));
  const result = joined(pieces);
  if (isWebp(result)) correctWebp(result);
  return result;
}

function afterStartMarker(
  first: Uint8Array = new Uint8Array(),
  inserted: Uint8Array,
): readonly Uint8Array[] {
  return [first.subarray(0, 2), inserted, first.subarray(2)];
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}

/** Makes the RIFF length and the flags of VP8X say what is left. */
function correctWebp(file: Uint8Array<ArrayBuffer>): void {
  new DataView(file.buffer).setUint32(4, file.length - 8, true);
  if (!hasAscii(file, 12, 'VP8X')) return;
  let flags = (file[20] as number) & (webpFlags.alpha | webpFlags.animation);
  for (const chunk of riffChunks(file, 12, file.length))
    if (chunk?.name === 'ICCP') flags |= webpFlags.colour;
  file[20] = flags;
  file.fill(0, 21, 24);
}
