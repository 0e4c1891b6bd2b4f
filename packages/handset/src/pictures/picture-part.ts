import {
  aeadAlgorithms,
  blobNoncePrefixBytes,
  bytesEqual,
  dispositions,
  externalPart,
  hashAlgorithms,
  multiPart,
  paddedBlobLength,
  sealedBlobLength,
  textOf,
  textPart,
} from '@sotto/protocol';
import type { ExternalPart, NestedPart } from '@sotto/protocol';
import { handsetLimits } from '../limits.ts';
import type { StoredPicture } from '../storage/message-body.ts';
import { blobUri, parseBlobUri } from './blob-uri.ts';

const thumbhashType = 'image/x-thumbhash';
const mediaTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;
/** A shorter one describes no picture. */
const minThumbhashBytes = 5;
const maxThumbhashBytes = 25;

/** The body of a message of one picture or several: what belongs to one of several is in a part of its own. */
export function picturesPart(pictures: readonly StoredPicture[]): NestedPart {
  const parts = pictures.map(picturePart);
  const [first] = parts;
  return parts.length === 1 && first ? first : multiPart('processAll', parts);
}

/**
 * One picture: the external part with its size in pixels as parameters of its media type, its thumbhash as a preview, and the caption as
 * a text.
 */
function picturePart(picture: StoredPicture): NestedPart {
  const { mediaType, width, height, blob, thumbhash, caption } = picture;
  const parts: NestedPart[] = [
    externalPart({
      disposition: dispositions.inline,
      contentType: `${mediaType};width=${width};height=${height}`,
      url: blobUri(blob),
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
  return parts.length === 1 && first ? first : multiPart('processAll', parts);
}

/**
 * The pictures in a body that this version can fetch, in their order; at most `maxPicturesPerMessage`. A preview and a text belong to the
 * picture before them in the same part, or to the next one when there is none. Nothing of it is to be trusted.
 */
export function readPictures(body: NestedPart): readonly StoredPicture[] {
  if (body.cardinality === 'external') {
    const picture = readExternal(body);
    return picture ? [picture] : [];
  }
  if (body.cardinality !== 'multi' || body.partSemantics === 'chooseOne') return [];
  const pictures: StoredPicture[] = [];
  // The place in `pictures` of the one that this part is about, and what was said before there was one.
  let at: number | undefined;
  let early = emptyWords;
  for (const part of body.parts) {
    switch (part.cardinality) {
      case 'multi': {
        const [first, ...others] = readPictures(part);
        if (first === undefined) break;
        pictures.push(withWords(first, early), ...others);
        early = emptyWords;
        break;
      }
      case 'external': {
        const picture = readExternal(part);
        if (picture === undefined) break;
        at = pictures.push(withWords(picture, early)) - 1;
        early = emptyWords;
        break;
      }
      case 'single': {
        const words = wordsOf(part);
        if (at === undefined) early = { ...early, ...words };
        else pictures[at] = withWords(pictures[at]!, words);
        break;
      }
      case 'null':
        break;
    }
  }
  return pictures.slice(0, handsetLimits.maxPicturesPerMessage);
}

interface Words {
  readonly caption?: string;
  readonly thumbhash?: Uint8Array;
}

const emptyWords: Words = {};

function wordsOf(part: Extract<NestedPart, { readonly cardinality: 'single' }>): Words {
  const { contentType, content } = part;
  if (contentType === thumbhashType) return isThumbhash(content) ? { thumbhash: content } : {};
  const caption = textOf(part);
  return caption === undefined ? {} : { caption };
}

/** What was said first stays. */
function withWords(picture: StoredPicture, { caption, thumbhash }: Words): StoredPicture {
  return {
    ...picture,
    caption: picture.caption || (caption ?? ''),
    thumbhash: picture.thumbhash.length > 0 ? picture.thumbhash : (thumbhash ?? new Uint8Array(0)),
  };
}

function isThumbhash({ length }: Uint8Array): boolean {
  return length >= minThumbhashBytes && length <= maxThumbhashBytes;
}

function readExternal(part: ExternalPart): StoredPicture | undefined {
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
    caption: '',
    mediaType,
    width: shownSide(parameters, 'width'),
    height: shownSide(parameters, 'height'),
    sizeBytes: part.size,
    thumbhash: new Uint8Array(0),
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
