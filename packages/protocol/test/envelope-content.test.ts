import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeCbor,
  encodeEnvelopeContent,
  pad,
  parseEnvelopeContent,
  protocolLimits,
} from '@sotto/protocol';
import type { CborValue, EnvelopeContent } from '@sotto/protocol';
import { codeOf, filled } from './codes.ts';
import { blobPlace, relay } from './samples.ts';

const withKind = (kind: number, payload: Uint8Array) => Uint8Array.of(kind, ...payload);
const placed = (...place: CborValue[]) => withKind(4, encodeCbor(place));
const { id, key, noncePrefix } = blobPlace;

describe('the content of an envelope', () => {
  test('has a byte for its kind, and its payload', () => {
    expect(encodeEnvelopeContent({ kind: 'mls', message: filled(2, 9) })).toEqual(
      Uint8Array.of(1, 9, 9),
    );
    expect(encodeEnvelopeContent({ kind: 'aside', aside: filled(1, 9) })).toEqual(
      Uint8Array.of(2, 9),
    );
    expect(encodeEnvelopeContent({ kind: 'hint' })).toEqual(Uint8Array.of(3));
    expect(encodeEnvelopeContent({ kind: 'elsewhere', place: blobPlace })).toEqual(
      placed(relay, id, 100_000, key, noncePrefix),
    );
  });

  test('comes back, whatever it is', () => {
    const payload = fc.uint8Array({ minLength: 1, maxLength: 300 });
    const anyContent: fc.Arbitrary<EnvelopeContent> = fc.oneof(
      fc.record({ kind: fc.constant('mls' as const), message: payload }),
      fc.record({ kind: fc.constant('aside' as const), aside: payload }),
      fc.constant({ kind: 'hint' as const }),
      fc.integer({ min: 1, max: protocolLimits.maxBlobBytes }).map((plainBytes) => ({
        kind: 'elsewhere' as const,
        place: { ...blobPlace, plainBytes },
      })),
    );
    fc.assert(
      fc.property(anyContent, (content) => {
        expect(parseEnvelopeContent(encodeEnvelopeContent(content))).toEqual(content);
      }),
    );
  });

  test('may be a message as long as the largest bucket holds', () => {
    const bytes = encodeEnvelopeContent({ kind: 'mls', message: filled(65_534, 1) });
    expect(pad(bytes).length).toBe(65_536);
  });

  test.each<[string, Uint8Array]>([
    ['of no byte', filled(0, 0)],
    ['of kind 0', withKind(0, filled(3, 1))],
    ['of a kind that is not known', withKind(5, filled(3, 1))],
    ['of a message without a byte', Uint8Array.of(1)],
    ['of an aside without a byte', Uint8Array.of(2)],
    ['of a message that is too long', withKind(1, filled(65_537, 1))],
    ['of a hint with more behind it', Uint8Array.of(3, 0)],
    ['of a place that is no array', withKind(4, encodeCbor(1))],
    ['of a place of four fields', placed(relay, id, 1, key)],
    ['of a place at no relay', placed('relay.example', id, 1, key, noncePrefix)],
    ['of a place with a short id', placed(relay, filled(31, 1), 1, key, noncePrefix)],
    ['of a place of an empty blob', placed(relay, id, 0, key, noncePrefix)],
    ['of a place of too large a blob', placed(relay, id, 67_108_865, key, noncePrefix)],
    ['of a place with a short key', placed(relay, id, 1, filled(31, 1), noncePrefix)],
    ['of a place with a whole nonce', placed(relay, id, 1, key, filled(12, 1))],
  ])('%s is refused', (_, bytes) => {
    expect(codeOf(() => parseEnvelopeContent(bytes))).toBe('ENVELOPE_CONTENT_MALFORMED');
  });
});
