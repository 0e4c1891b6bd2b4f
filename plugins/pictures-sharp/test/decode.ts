import type { DecodedPicture } from '@sotto/contracts';
import sharp from 'sharp';

/** Shows a file as it is stored, heeding no metadata. */
export async function decode(file: Uint8Array): Promise<DecodedPicture> {
  const source = sharp(file, { autoOrient: false, ignoreIcc: true, failOn: 'warning' });
  const { data, info } = await source
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: data };
}
