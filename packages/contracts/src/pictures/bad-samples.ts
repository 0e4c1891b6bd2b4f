import { countingBytes, textBytes } from '../bytes.ts';
import { zlibStored } from './checksums.ts';
import { joinBytes } from './exif.ts';
import * as encoded from './fixtures/encoded.ts';
import { pngChunk, pngFile, pngHeader, pngScene } from './png-files.ts';
import type { Sample } from './samples.ts';
import { fromBase64 } from './samples.ts';
import { sceneHeight, sceneWidth } from './scene.ts';
import { webpChunk, webpFile } from './webp-files.ts';

/** Small files that ask for a picture of hundreds of millions of pixels or more. */
export function bombs(): readonly Sample[] {
  const jpeg = fromBase64(encoded.baselineJpeg);
  const frame = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);
  jpeg.set([0xff, 0xdc, 0xff, 0xdc], frame + 5);
  const webp = fromBase64(encoded.losslessWebp);
  // 14 bits each of width and height, less one, after the signature byte.
  webp.set([0xff, 0xff, 0xff, (webp[24] ?? 0) | 0x0f], 21);
  const animation = fromBase64(encoded.animatedWebp);
  animation.set([0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 24);
  const png = [
    pngHeader({ width: 50_000, height: 50_000 }),
    pngChunk('IDAT', zlibStored(countingBytes(100))),
    pngChunk('IEND', new Uint8Array()),
  ];
  return [
    { name: 'JPEG bomb', file: jpeg },
    { name: 'PNG bomb', file: pngFile(png) },
    { name: 'WebP bomb', file: webp },
    { name: 'animated WebP bomb', file: animation },
  ];
}

/** What is not JPEG, PNG or WebP, whatever it may be called. */
export function foreignSamples(): readonly Sample[] {
  const gif = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
  return [
    { name: 'GIF', file: fromBase64(gif) },
    file('SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'),
    file('HTML', '<!doctype html><script>1</script>'),
    file('HEIC', '\0\0\0\u0018ftypheic\0\0\0\0mif1heic'),
    file('AVIF', '\0\0\0\u0018ftypavif\0\0\0\0mif1avif'),
    file('PDF', '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3'),
    file('BMP', 'BM\u0046\0\0\0\0\0\0\0\u0036\0\0\0'),
    file('TIFF', 'II*\0\u0008\0\0\0'),
    file('JPEG XL', '\u00ff\u000a'),
    file('sound in RIFF', 'RIFF\u0038\0\0\0WAVEfmt '),
    file('JPEG behind a text', 'picture: \u00ff\u00d8\u00ff\u00e0'),
    { name: 'nothing', file: new Uint8Array() },
    { name: 'one byte', file: Uint8Array.of(0xff) },
  ];
}

/** Whole in length, but not what a decoder can make a whole picture of. */
export function corruptSamples(): readonly Sample[] {
  const png = pngScene();
  const wrongSum = png.slice();
  wrongSum[png.length - 20] = (png[png.length - 20] ?? 0) ^ 1;
  const header = pngHeader({ width: sceneWidth, height: sceneHeight });
  const end = pngChunk('IEND', new Uint8Array());
  const shortRows = zlibStored(countingBytes(100, 0));
  const jpeg = fromBase64(encoded.baselineJpeg);
  const scan = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xda);
  const lossless = fromBase64(encoded.losslessWebp);
  const lossy = fromBase64(encoded.lossyWebp);
  return [
    { name: 'PNG with a wrong checksum', file: wrongSum },
    { name: 'PNG with too few rows', file: pngFile([header, pngChunk('IDAT', shortRows), end]) },
    {
      name: 'PNG with a cut zlib stream',
      file: pngFile([header, pngChunk('IDAT', shortRows.subarray(0, 40)), end]),
    },
    { name: 'PNG without pixels', file: pngFile([header, end]) },
    { name: 'PNG without end', file: png.slice(0, -12) },
    {
      name: 'JPEG without scan',
      file: joinBytes([jpeg.subarray(0, scan), Uint8Array.of(0xff, 0xd9)]),
    },
    {
      name: 'JPEG of a marker and noise',
      file: joinBytes([Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), countingBytes(200)]),
    },
    {
      name: 'JPEG without tables',
      file: joinBytes([jpeg.subarray(0, 2), jpeg.subarray(frameAt(jpeg))]),
    },
    { name: 'WebP without pixels', file: webpFile([webpChunk('XMP ', textBytes('x'))]) },
    {
      name: 'WebP with its pixels cut',
      file: webpFile([webpChunk('VP8L', lossless.subarray(20, 40))]),
    },
    {
      name: 'lossy WebP with its pixels cut',
      file: webpFile([webpChunk('VP8 ', lossy.subarray(20, 100))]),
    },
    { name: 'WebP of noise', file: webpFile([webpChunk('VP8L', countingBytes(40, 0x2f))]) },
  ];
}

/** A short file that begins with `text`, one byte a letter. */
function file(name: string, text: string): Sample {
  return {
    name,
    file: Uint8Array.from(text.padEnd(64, '\0'), (letter) => letter.charCodeAt(0)),
  };
}

function frameAt(jpeg: Uint8Array): number {
  return jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);
}
