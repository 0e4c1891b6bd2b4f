import type { Crypto, RegisterToken } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { decodeCbor, encodeCbor, parcelToCbor, readParcel } from '@sotto/protocol';
import type { BlobPlace } from '@sotto/protocol';
import { concat, utf8 } from '../bytes.ts';
import { openEnvelope, sealEnvelope } from '../conversation/envelope.ts';

/**
 * Where the newest backup at a relay is noted for the paper key: in a register whose name follows from the key and the day, so that whoever has the paper looks back day by
 * day. The note is the place of a list, which is a blob; it is sealed under a key that follows from the paper too.
 */
export interface FinderPoint {
  readonly token: RegisterToken;
  readonly key: Uint8Array;
}

const dayMs = 86_400_000;
const maxListBytes = 8_388_608;

export function dayOf(nowMs: number): number {
  return Math.max(0, Math.floor(nowMs / dayMs));
}

export async function finderPoint(
  crypto: Pick<Crypto, 'hkdfExpand'>,
  finder: Uint8Array,
  day: number,
): Promise<FinderPoint> {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, day);
  const derive = (label: string): Promise<Uint8Array> =>
    crypto.hkdfExpand('SHA-256', finder, concat(utf8(`sotto v1 recovery ${label}`), number), 32);
  return { token: (await derive('token')) as RegisterToken, key: await derive('note') };
}

export function sealNote(
  crypto: Crypto,
  { key }: FinderPoint,
  list: BlobPlace,
): Promise<Uint8Array> {
  return sealEnvelope(crypto, key, encodeCbor(parcelToCbor({ place: list })));
}

/** The newest of the notes in a register that this key opens. Whoever else wrote there wrote for nobody. */
export async function openNotes(
  crypto: Crypto,
  { key }: FinderPoint,
  bodies: readonly Uint8Array[],
): Promise<BlobPlace | undefined> {
  for (const body of bodies.toReversed()) {
    const opened = await openEnvelope(crypto, key, body);
    const [place] = opened === undefined ? [] : placesIn(encodeCbor([decodedOf(opened)]));
    if (place !== undefined) return place;
  }
  return undefined;
}

export function encodeList(blobs: readonly BlobPlace[]): Uint8Array {
  return encodeCbor(blobs.map((place) => parcelToCbor({ place })));
}

/** Empty when the bytes are no list. */
export function placesIn(bytes: Uint8Array): readonly BlobPlace[] {
  const list = decodedOf(bytes);
  if (!Array.isArray(list)) return [];
  const places: BlobPlace[] = [];
  for (const each of list) {
    const parcel = readParcel(each, 1);
    if (parcel === undefined || !('place' in parcel)) return [];
    places.push(parcel.place);
  }
  return places;
}

function decodedOf(bytes: Uint8Array): ReturnType<typeof decodeCbor> {
  try {
    return decodeCbor(bytes, { maxBytes: maxListBytes, maxItems: 400_000 });
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return null;
  }
}
