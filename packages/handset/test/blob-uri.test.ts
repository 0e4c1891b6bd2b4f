import type { BlobId, RelayUrl } from '@sotto/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { handsetLimits } from '../src/limits.ts';
import { blobUri, parseBlobUri } from '../src/pictures/blob-uri.ts';

const relay = (name: string): RelayUrl => `https://${name}.example` as RelayUrl;
const zeros = new Uint8Array(32) as BlobId;

describe('the URI of a sealed picture', () => {
  test('comes back as it was, and other texts name nothing', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), {
      minLength: 1,
      maxLength: handsetLimits.maxBlobRelays,
    });
    fc.assert(
      fc.property(names, fc.uint8Array({ minLength: 32, maxLength: 32 }), (at, id) => {
        const place = { relays: at.map(relay), id: id as BlobId };
        expect(parseBlobUri(blobUri(place))).toEqual(place);
      }),
    );
    const texts = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.string().map((rest) => `sotto:b/${rest}`),
    );
    fc.assert(fc.property(texts, (uri) => parseBlobUri(uri) === undefined));
  });

  test('names one relay at least, four at most, none twice, and relays only', () => {
    const at = (...relays: readonly string[]): string =>
      blobUri({ relays: relays as readonly RelayUrl[], id: zeros });
    const many = ['a', 'b', 'c', 'd', 'e'].map(relay);
    expect(parseBlobUri(at(...many.slice(0, 4)))?.relays).toEqual(many.slice(0, 4));
    for (const uri of [
      at(),
      at(...many),
      at(relay('a'), relay('a')),
      at(relay('a'), ''),
      at(relay('a'), `${relay('b')}/`),
      at(relay('a'), 'https://user@b.example'),
      at(relay('a'), 'http://b.example'),
      `${at(relay('a'))}@`,
      at(relay('a')).replace('sotto:b/A', 'sotto:b/'),
    ])
      expect(parseBlobUri(uri), uri).toBeUndefined();
  });
});
