import { blobPlaceToCbor, readBlobPlace } from '../blob-place.ts';
import type { BlobPlace } from '../blob-place.ts';
import { isBytes } from '../cbor/int-map.ts';
import { isCborArray } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';

/** Bytes that travel where they are said, or in a blob when they are too long for that: `[0, bytes]`, `[1, place]`. */
export type Parcel = { readonly bytes: Uint8Array } | { readonly place: BlobPlace };

const inlineCode = 0;
const placeCode = 1;

/** Checks nothing: the format that holds it reads itself again. */
export function parcelToCbor(parcel: Parcel): CborValue {
  return 'bytes' in parcel
    ? [inlineCode, parcel.bytes]
    : [placeCode, blobPlaceToCbor(parcel.place)];
}

/** `undefined` when the value is no parcel, or holds no byte or more than `maxInlineBytes` itself. */
export function readParcel(value: CborValue, maxInlineBytes: number): Parcel | undefined {
  if (!isCborArray(value) || value.length !== 2) return undefined;
  const [code, inside] = value;
  if (code === inlineCode)
    return isBytes(inside, 1, maxInlineBytes) ? { bytes: inside } : undefined;
  if (code !== placeCode) return undefined;
  const place = readBlobPlace(inside);
  return place === undefined ? undefined : { place };
}
