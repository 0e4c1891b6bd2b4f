import type { KindContent, KindReader, MessageKind } from '@sotto/core';
import { countingBytes, flipBit, joinBytes } from '../bytes.ts';
import type { KindSample } from './subject.ts';

/** Bytes as a peer might send them: nonsense of all lengths, and each sample spoiled in many places. */
export function hostileBytes(kind: MessageKind, samples: readonly KindSample[]): Uint8Array[] {
  const { maxBytes } = kind;
  const nonsense = [0, 1, 2, 3, 16, 255, maxBytes]
    .filter((length) => length <= maxBytes)
    .flatMap((length) => [
      new Uint8Array(length),
      new Uint8Array(length).fill(0xff),
      new Uint8Array(length).fill(0x9f),
      countingBytes(length),
    ]);
  const spoiled = samplesOf(kind, samples).flatMap(({ data }) =>
    placesIn(data).flatMap((at) => [
      data.slice(0, at),
      flipBit(data, 8 * at + (at % 8)),
      data.with(at, 0xff),
      data.with(at, 0x0a),
    ]),
  );
  return [...nonsense, ...spoiled];
}

/** A sample without its end, and with something behind it. */
export function cutAndExtended({ data }: KindSample): Uint8Array[] {
  return [
    ...placesIn(data).map((at) => data.slice(0, at)),
    joinBytes(data, Uint8Array.of(0)),
    joinBytes(data, Uint8Array.of(0x20)),
    joinBytes(data, data),
  ];
}

export function samplesOf(
  { mediaType }: MessageKind,
  samples: readonly KindSample[],
  role?: KindSample['role'],
): readonly KindSample[] {
  return samples.filter(
    (sample) => sample.mediaType === mediaType && (role === undefined || sample.role === role),
  );
}

/** A content of one of 65,536 people, each a second after the one before. */
export function contentOf(data: Uint8Array, person: number = 0): KindContent {
  return { sender: personId(person), sentAtMs: 1_700_000_000_000 + 1_000 * person, data };
}

/** People who read in several languages, one of which nobody speaks, at the ends of time. */
export const readers: readonly KindReader[] = [
  { me: personId(0), nowMs: 1_700_000_000_000, language: 'en', mayAnswer: true },
  { me: personId(1), nowMs: 0, language: 'ar', mayAnswer: true },
  { me: personId(65_535), nowMs: 8_640_000_000_000_000, language: 'tlh', mayAnswer: false },
  { me: personId(1), nowMs: 1_700_000_000_000, language: '', mayAnswer: false },
];

function personId(person: number): string {
  return person.toString(16).padStart(4, '0').repeat(16);
}

/** At most 256 indices, evenly spread. */
function placesIn(data: Uint8Array): number[] {
  const step = Math.ceil(data.length / 256) || 1;
  return Array.from({ length: Math.ceil(data.length / step) }, (_, index) => index * step);
}
