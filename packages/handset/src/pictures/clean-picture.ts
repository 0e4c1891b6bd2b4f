import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { cleanLimits } from './clean-limits.ts';
import { PictureRefusedError } from './picture-refused.ts';
import type { CleanPicture } from './queue-pictures.ts';

/** A picture as it may be kept or sent: turned upright, without metadata, of bounded size. @throws PICTURE_REFUSED */
export async function cleanPicture(
  { pictures }: Pick<Engine, 'pictures'>,
  file: Uint8Array,
  caption: string,
  signal: AbortSignal,
): Promise<CleanPicture> {
  const made = await pictures.clean(file, { ...cleanLimits, signal });
  signal.throwIfAborted();
  if (made.refused !== undefined) throw new PictureRefusedError(made.refused);
  if (made.bytes.length > handsetLimits.maxPictureBytes) throw new PictureRefusedError('bytes');
  const { bytes, mediaType, width, height, thumbhash } = made;
  return { bytes, mediaType, width, height, thumbhash, caption };
}
