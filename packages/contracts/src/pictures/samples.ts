import { countingBytes, textBytes } from '../bytes.ts';
import { zlibStored } from './checksums.ts';
import { exifBlock, joinBytes } from './exif.ts';
import * as encoded from './fixtures/encoded.ts';
import { swappedProfile } from './icc-profile.ts';
import { jpegSegment, jpegWithExif, withSegments } from './jpeg-segments.ts';
import { pngChunk, pngScene } from './png-files.ts';
import { extendedWebp, webpBits, webpChunk } from './webp-files.ts';

/** A file with the name that a failing clause gives it. */
export interface Sample {
  readonly name: string;
  readonly file: Uint8Array<ArrayBuffer>;
}

/** Stands in every text that the samples carry, and must stand in nothing that was cleaned. */
export const secret = 'SECRET-MARK';

const place = { latitude: 52.5163, longitude: 13.3777 };
const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>${secret}</rdf:RDF></x:xmpmeta>`;
const archive = textBytes(`PK\u0003\u0004${secret}`);

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/**
 * The scene as plain files of each type, and of the kinds that take other paths through a decoder.
 */
export function plainSamples(): readonly Sample[] {
  return [
    { name: 'baseline JPEG', file: fromBase64(encoded.baselineJpeg) },
    { name: 'progressive JPEG', file: fromBase64(encoded.progressiveJpeg) },
    { name: 'PNG', file: pngScene() },
    { name: 'interlaced PNG', file: pngScene({ interlaced: true }) },
    { name: 'palette PNG', file: pngScene({ kind: 'palette' }) },
    { name: '16-bit PNG', file: pngScene({ kind: 'rgb16' }) },
    { name: 'opaque RGBA PNG', file: pngScene({ kind: 'rgba' }) },
    { name: 'lossy WebP', file: fromBase64(encoded.lossyWebp) },
    { name: 'lossless WebP', file: fromBase64(encoded.losslessWebp) },
  ];
}

/** Readable pictures whose colours are not the scene's: one channel, or four for print. */
export function oddColourSamples(): readonly Sample[] {
  return [
    { name: 'grey JPEG', file: fromBase64(encoded.greyJpeg) },
    { name: 'CMYK JPEG', file: fromBase64(encoded.cmykJpeg) },
    { name: 'grey PNG', file: pngScene({ kind: 'grey' }) },
    { name: '16-bit grey PNG with alpha', file: pngScene({ kind: 'grey-alpha16' }) },
  ];
}

/** The scene with the left half transparent to two fifths. */
export function transparentSamples(): readonly Sample[] {
  return [
    { name: 'PNG with alpha', file: pngScene({ kind: 'rgba', leftAlpha: 102 }) },
    { name: 'WebP with alpha', file: fromBase64(encoded.alphaWebp) },
  ];
}

/** Two frames, of which the first is the scene. */
export function animatedSample(): Sample {
  return { name: 'animated WebP', file: fromBase64(encoded.animatedWebp) };
}

/** The scene in each type, stored as it is and to be turned as `orientation` says. */
export function turnedSamples(orientation: number): readonly Sample[] {
  const jpeg = fromBase64(encoded.baselineJpeg);
  const block = exifBlock({ orientation, maker: secret });
  const webp = fromBase64(encoded.losslessWebp);
  return [
    {
      name: `JPEG, orientation ${orientation}`,
      file: jpegWithExif(jpeg, { orientation, maker: secret, place }),
    },
    {
      name: `JPEG, orientation ${orientation}, little-endian`,
      file: jpegWithExif(jpeg, { orientation, maker: secret, littleEndian: true }),
    },
    {
      name: `PNG, orientation ${orientation}`,
      file: pngScene({ chunks: [pngChunk('eXIf', block)] }),
    },
    {
      name: `WebP, orientation ${orientation}`,
      file: extendedWebp(webp, webpBits.exif, [], [webpChunk('EXIF', block)]),
    },
  ];
}

/** The scene of red above and blue, with a profile that makes them change places. */
export function profiledSample(quadrants: string): Sample {
  return { name: 'PNG with a profile', file: pngScene({ quadrants, chunks: [profileChunk()] }) };
}

/** JPEG files that carry each kind of thing that a picture can carry. */
export function tellingJpegs(): readonly Sample[] {
  const jpeg = fromBase64(encoded.baselineJpeg);
  const segment = (name: string, marker: number, body: Uint8Array): Sample => ({
    name: `JPEG with ${name}`,
    file: withSegments(jpeg, [jpegSegment(marker, body)]),
  });
  const jfif = [1, 2, 1, 1, 58, 1, 58];
  const thumbnail = [1, 2, 0, 0, 1, 0, 1, 2, 2, ...textBytes(secret), 0];
  return [
    {
      name: 'JPEG with EXIF and a place',
      file: jpegWithExif(jpeg, { orientation: 1, maker: secret, place }),
    },
    segment('XMP', 0xe1, textBytes(`http://ns.adobe.com/xap/1.0/\0${xmp}`)),
    segment(
      'a profile',
      0xe2,
      joinBytes([textBytes('ICC_PROFILE\0\u0001\u0001'), swappedProfile(secret)]),
    ),
    segment('an index of pictures', 0xe2, textBytes(`MPF\0${secret}`)),
    segment('a Photoshop block', 0xed, textBytes(`Photoshop 3.0\u00008BIM${secret}`)),
    segment('an unknown segment', 0xeb, textBytes(secret)),
    segment('a comment', 0xfe, textBytes(secret)),
    segment('a density', 0xe0, joinBytes([textBytes('JFIF\0'), Uint8Array.from([...jfif, 0, 0])])),
    segment('a thumbnail', 0xe0, joinBytes([textBytes('JFIF\0'), Uint8Array.from(thumbnail)])),
  ];
}

export function tellingPngs(): readonly Sample[] {
  return [
    carrying('tEXt', textBytes(`Comment\0${secret}`)),
    carrying('zTXt', joinBytes([textBytes('Comment\0\0'), zlibStored(textBytes(secret))])),
    carrying('iTXt', textBytes(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`)),
    carrying('eXIf', exifBlock({ orientation: 1, maker: secret, place })),
    carrying('tIME', Uint8Array.of(7, 0xea, 1, 1, 12, 0, 0)),
    carrying('pHYs', Uint8Array.of(0, 0, 11, 19, 0, 0, 11, 19, 1)),
    carrying('prVt', textBytes(secret)),
    { name: 'PNG with iCCP', file: pngScene({ chunks: [profileChunk()] }) },
  ];
}

export function tellingWebps(): readonly Sample[] {
  const webp = fromBase64(encoded.losslessWebp);
  const exif = webpChunk('EXIF', exifBlock({ orientation: 1, maker: secret, place }));
  const profile = webpChunk('ICCP', swappedProfile(secret));
  return [
    { name: 'WebP with EXIF', file: extendedWebp(webp, webpBits.exif, [], [exif]) },
    {
      name: 'WebP with XMP',
      file: extendedWebp(webp, webpBits.xmp, [], [webpChunk('XMP ', textBytes(xmp))]),
    },
    { name: 'WebP with a profile', file: extendedWebp(webp, webpBits.colour, [profile], []) },
    {
      name: 'WebP with an unknown chunk',
      file: extendedWebp(webp, 0, [], [webpChunk('prVt', textBytes(secret))]),
    },
  ];
}

/**
 * Pictures with something behind their end: an archive, and a second picture as phones append one.
 */
export function trailingSamples(): readonly Sample[] {
  const jpeg = fromBase64(encoded.baselineJpeg);
  const second = jpegWithExif(jpeg, { orientation: 1, maker: secret, place });
  return [
    { name: 'JPEG followed by an archive', file: joinBytes([jpeg, archive]) },
    { name: 'JPEG followed by a JPEG', file: joinBytes([jpeg, second]) },
    { name: 'PNG followed by an archive', file: joinBytes([pngScene(), archive]) },
    {
      name: 'WebP followed by an archive',
      file: joinBytes([fromBase64(encoded.losslessWebp), archive]),
    },
    { name: 'JPEG followed by one byte', file: joinBytes([jpeg, countingBytes(1)]) },
  ];
}

function carrying(name: string, body: Uint8Array): Sample {
  return {
    name: `PNG with ${name}`,
    file: pngScene({ chunks: [pngChunk(name, body)] }),
  };
}

function profileChunk(): Uint8Array {
  return pngChunk(
    'iCCP',
    joinBytes([textBytes('swapped\0\0'), zlibStored(swappedProfile(secret))]),
  );
}
