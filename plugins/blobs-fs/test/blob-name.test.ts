import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BlobName } from '../src/blob-name.ts';
import { formatBlobName, parseBlobName } from '../src/blob-name.ts';

const hex = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const number = fc.integer({ min: 0, max: 2e15 });
const name: fc.Arbitrary<BlobName> = fc.oneof(
  fc.record({
    kind: fc.constant('whole' as const),
    hex,
    totalBytes: number,
    expirySeconds: number,
  }),
  fc.record({ kind: fc.constant('part' as const), hex, totalBytes: number, ttlSeconds: number }),
);

test('a name says all that it was made of, in letters that cannot leave a folder', () => {
  fc.assert(
    fc.property(name, (value) => {
      const file = formatBlobName(value);
      expect(file).toMatch(/^[0-9a-f]{64}[.0-9part]+$/);
      expect(parseBlobName(file)).toEqual(value);
    }),
  );
});

test('what is no name of a blob is none, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc
          .tuple(name, fc.string({ minLength: 1 }))
          .map(([value, more]) => formatBlobName(value) + more),
      ),
      (file) => {
        const parsed = parseBlobName(file);
        if (parsed !== undefined) expect(Number.isSafeInteger(parsed.totalBytes)).toBe(true);
        if (!/^[0-9a-f]{64}\./.test(file)) expect(parsed).toBeUndefined();
      },
    ),
  );
});
