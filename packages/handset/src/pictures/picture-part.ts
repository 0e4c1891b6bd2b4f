import {
  aeadAlgorithms,
  blobNoncePrefixBytes,
  bytesEqual,
  dispositions,
  externalPart,
  hashAlgorithms,
  makeContent,
  multiPart,
  paddedBlobLength,
  sealedBlobLength,
  textOf,
  textPart,
} from '@sotto/protocol';
import type { ExternalPart, MimiContent, NestedPart, SinglePart } from '@sotto/protocol';
import { handsetLimits } from '../limits.ts';
import type { StoredPicture } from '../storage/message-record.ts';
import { blobUri, parseBlobUri } from './blob-uri.ts';

const thumbhashType = 'image/x-thumbhash';
const mediaTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;
/** A shorter one describes no picture. */
const minThumbhashBytes = 5;
const maxThumbhashBytes = 25;

/**
 * The content of a picture message: the external part with its size in pixels as parameters of its media type, its thumbhash as a
 * preview, and the caption as a text.
 */
export function pictureContent(salt: Uint8Array, picture: StoredPicture): MimiContent {
  const { mediaType, width, height, blob, thumbhash, caption } = picture;
  const parts: NestedPart[] = [
    externalPart({
      disposition: dispositions.inline,
      contentType: `${mediaType};width=${width};height=${height}`,
      url: blobUri(blob.relay, blob.id),
      size: picture.sizeBytes,
      encAlg: aeadAlgorithms.sottoBlobV1,
      key: blob.key,
      nonce: blob.noncePrefix,
      hashAlg: hashAlgorithms.sha256,
      contentHash: blob.id,
    }),
  ];
  if (thumbhash.length > 0) {
    parts.push({
      cardinality: 'single',
      disposition: dispositions.preview,
      language: '',
      contentType: thumbhashType,
      content: thumbhash,
    });
  }
  if (caption !== '') parts.push(textPart(caption));
  const [first] = parts;
  return makeContent(
    { salt },
    parts.length === 1 && first ? first : multiPart('processAll', parts),
  );
}

/** The picture in a content, or `undefined` when there is none that this version can fetch. Nothing of it is to be trusted. */
export function readPicture({ nestedPart, replaces }: MimiContent): StoredPicture | undefined {
  if (replaces !== null) return undefined;
  const parts = nestedPart.cardinality === 'multi' ? nestedPart.parts : [nestedPart];
  const external = parts.find((part) => part.cardinality === 'external');
  const picture = external && readExternal(external);
  if (picture === undefined) return undefined;
  const singles = parts.filter((part): part is SinglePart => part.cardinality === 'single');
  const preview = singles.find(({ contentType }) => contentType === thumbhashType)?.content;
  const caption = singles.map(textOf).find((text) => text !== undefined);
  return {
    ...picture,
    thumbhash: preview && isThumbhash(preview) ? preview : new Uint8Array(0),
    caption: caption ?? '',
  };
}

function isThumbhash({ length }: Uint8Array): boolean {
  return length >= minThumbhashBytes && length <= maxThumbhashBytes;
}

function readExternal(
  part: ExternalPart,
): Omit<StoredPicture, 'thumbhash' | 'caption'> | undefined {
  const [type, ...parameters] = part.contentType.split(';');
  const mediaType = mediaTypes.find((known) => known === type);
  const place = parseBlobUri(part.url);
  if (
    mediaType === undefined ||
    place === undefined ||
    part.encAlg !== aeadAlgorithms.sottoBlobV1 ||
    part.key.length !== 32 ||
    part.nonce.length !== blobNoncePrefixBytes ||
    part.aad.length > 0 ||
    part.hashAlg !== hashAlgorithms.sha256 ||
    !bytesEqual(part.contentHash, place.id) ||
    part.size < 1 ||
    part.size > handsetLimits.maxPictureBytes
  ) {
    return undefined;
  }
  return {
    kind: 'picture',
    mediaType,
    width: shownSide(parameters, 'width'),
    height: shownSide(parameters, 'height'),
    sizeBytes: part.size,
    here: false,
    blob: {
      ...place,
      sealedBytes: sealedBlobLength(paddedBlobLength(part.size)),
      key: part.key,
      noncePrefix: part.nonce,
    },
  };
}

// For laying out before the picture is here, so held to a range that cannot break a screen; 0 is "not said".
function shownSide(parameters: readonly string[], name: string): number {
  const value = parameters.map((each) => each.trim()).find((each) => each.startsWith(`${name}=`));
  const side = /^[0-9]{1,6}$/.test(value?.slice(name.length + 1) ?? '')
    ? Number(value?.slice(name.length + 1))
    : 0;
  return Math.min(side, handsetLimits.maxShownSidePixels);
}
