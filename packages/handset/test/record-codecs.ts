import type { MailboxAddress, ReadKey, RelayUrl } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFields } from '../src/storage/fields.ts';

export const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
export const text = fc.string({ unit: 'grapheme', maxLength: 40 });
export const count = fc.nat();
export const hash = bytes(32);
export const epoch = fc.nat().map(BigInt);
export const hlc = fc.record({ physicalMs: fc.maxSafeNat(), counter: fc.nat(65_535) });
export const relay = fc.constantFrom(
  'https://relay.example',
  'http://localhost:8080',
) as fc.Arbitrary<RelayUrl>;
export const relays = fc.array(relay, { maxLength: 4 });
export const mailbox = fc.record({
  relays,
  readSeed: hash,
  readKey: hash as fc.Arbitrary<ReadKey & Uint8Array<ArrayBuffer>>,
  address: hash as fc.Arbitrary<MailboxAddress & Uint8Array<ArrayBuffer>>,
});
export const positions = fc.array(fc.record({ relay, position: count }), { maxLength: 4 });
export const optional = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });

/** A form in which something is stored, and any of what is stored in it. */
export interface Codec {
  readonly some: fc.Arbitrary<unknown>;
  readonly encode: (value: unknown) => Uint8Array;
  readonly decode: (value: Uint8Array) => unknown;
}

export function codec<T>(
  some: fc.Arbitrary<T>,
  encode: (value: T) => Uint8Array,
  decode: (value: Uint8Array) => T,
): Codec {
  return { some, encode, decode } as Codec;
}

const laterVersion = 1_000;

/** What every record promises. */
export function keepRecords(codecs: Readonly<Record<string, Codec>>): void {
  for (const [name, { some, encode, decode }] of Object.entries(codecs)) {
    test(`of kind ${name} come back as they were put`, () => {
      fc.assert(
        fc.property(some, (value) => {
          expect(decode(encode(value))).toEqual(value);
        }),
      );
    });

    test(`of kind ${name}: bytes of another form are VAULT_BROKEN or VAULT_NEWER, and nothing else`, () => {
      const field = fc.oneof(count, text, fc.boolean(), hash, fc.array(count), fc.array(hash));
      const broken = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc
          .tuple(fc.integer({ min: 1, max: 3 }), fc.array(field, { maxLength: 30 }))
          .map(([version, fields]) => encodeFields(version, fields)),
      );
      fc.assert(
        fc.property(broken, (value) => {
          try {
            decode(value);
          } catch (error) {
            expect(
              isSottoError(error) && ['VAULT_BROKEN', 'VAULT_NEWER'].includes(error.code),
            ).toBe(true);
          }
        }),
      );
      expect(() => decode(encodeFields(laterVersion, []))).toThrow(
        expect.objectContaining({ code: 'VAULT_NEWER' }),
      );
    });
  }
}
