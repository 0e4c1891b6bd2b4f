import type { CleanPicture } from '@sotto/core';
import { rgbaToThumbHash } from 'thumbhash';
import type { Sharp, SharpConstructor } from 'sharp';
import type { RawPicture } from './decode.ts';

// ThumbHash takes at most 100 by 100 pixels.
const thumbSidePixels = 100;

/** JPEG for an opaque picture, WebP for one with at least one pixel that is not. */
export async function encode(
  engine: SharpConstructor,
  picture: RawPicture,
  quality: number,
): Promise<Pick<CleanPicture, 'bytes' | 'mediaType'>> {
  const source = open(engine, picture);
  if (isTransparent(picture)) {
    return {
      bytes: await source.webp({ quality, alphaQuality: 100 }).toBuffer(),
      mediaType: 'image/webp',
    };
  }
  return {
    bytes: await source.removeAlpha().jpeg({ quality }).toBuffer(),
    mediaType: 'image/jpeg',
  };
}

export async function thumbhash(
  engine: SharpConstructor,
  picture: RawPicture,
): Promise<Uint8Array> {
  const { data, info } = await open(engine, picture)
    .resize(thumbSidePixels, thumbSidePixels, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return rgbaToThumbHash(info.width, info.height, data);
}

function open(engine: SharpConstructor, { data, width, height, channels }: RawPicture): Sharp {
  return engine(data, { raw: { width, height, channels }, limitInputPixels: width * height });
}

function isTransparent({ data, channels }: RawPicture): boolean {
  if (channels === 3) return false;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  return false;
}
