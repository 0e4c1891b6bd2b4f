import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handsetLimits } from '../src/limits.ts';
import { costOf, isBearable } from '../src/vault/cost.ts';
import type { VaultHeader } from '../src/vault/header.ts';
import {
  encodeHeader,
  headerBytes,
  parseHeader,
  slotBytes,
  slotCount,
} from '../src/vault/header.ts';
import { decodeSlot, encodeSlot } from '../src/vault/slot.ts';
import { crypto } from './vault-fixture.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const header: fc.Arbitrary<VaultHeader> = fc.record({
  version: fc.constant(4 as const),
  cost: fc.record({
    memoryKiB: fc.integer({ min: 32, max: 524_288 }),
    passes: fc.integer({ min: 1, max: 16 }),
    parallelism: fc.integer({ min: 1, max: 4 }),
  }),
  salt: bytes(16),
  maxTries: fc.integer({ min: 0, max: 255 }),
  wrongTries: fc.integer({ min: 0, max: 255 }),
  credentialId: fc.uint8Array({ maxLength: 1_023 }),
  slots: fc.array(bytes(slotBytes), { minLength: 4, maxLength: 4 }),
});

describe('the header', () => {
  it('is read as it was written, and its length depends on the credential alone', async () => {
    await fc.assert(
      fc.asyncProperty(header, async (made) => {
        const encoded = await encodeHeader(crypto, made);
        expect(encoded).toHaveLength(headerBytes(made.credentialId.length));
        expect(await parseHeader(crypto, encoded)).toEqual(made);
      }),
    );
  });

  it('cut, longer or with another version is none, however whole it says it is', async () => {
    const code = async (changed: Uint8Array): Promise<string> => {
      const checked = changed.slice();
      const sum = await crypto.hash('SHA-256', checked.subarray(0, -16));
      checked.set(sum.subarray(0, 16), checked.length - 16);
      return parseHeader(crypto, checked).then(
        () => 'read',
        (error: { code: string }) => error.code,
      );
    };
    await fc.assert(
      fc.asyncProperty(header, fc.integer({ min: 1, max: 64 }), async (made, by) => {
        const encoded = await encodeHeader(crypto, made);
        expect(await code(encoded)).toBe('read');
        expect(await code(encoded.subarray(0, -by))).toBe('VAULT_BROKEN');
        expect(await code(Uint8Array.of(...encoded, ...new Uint8Array(by)))).toBe('VAULT_BROKEN');
        for (let version = 0; version < 8; version += 1) {
          const other = encoded.slice();
          other[8] = version;
          const told = version > 4 ? 'VAULT_NEWER' : version === 4 ? 'read' : 'VAULT_BROKEN';
          expect(await code(other)).toBe(told);
        }
      }),
      { numRuns: 20 },
    );
  });
});

it('a header with a longer credential than there are is none, however whole it is', async () => {
  const { maxCredentialIdBytes } = handsetLimits;
  const slots = Array.from({ length: slotCount }, () => new Uint8Array(slotBytes));
  const of = (length: number): Promise<Uint8Array> =>
    encodeHeader(crypto, {
      ...{ version: 4, cost: { memoryKiB: 65_536, passes: 3, parallelism: 1 } },
      ...{ salt: new Uint8Array(16), maxTries: 10, wrongTries: 0, slots },
      credentialId: new Uint8Array(length),
    });
  const longest = await parseHeader(crypto, await of(maxCredentialIdBytes));
  expect(longest).toMatchObject({ version: 4 });
  await expect(parseHeader(crypto, await of(maxCredentialIdBytes + 1))).rejects.toMatchObject({
    code: 'VAULT_BROKEN',
  });
});

describe('what a slot holds', () => {
  const duress = fc.option(fc.record({ index: fc.integer({ min: 0, max: 3 }), key: bytes(32) }), {
    nil: undefined,
  });
  const content = fc.oneof(
    fc.record({
      opens: fc.constant('vault' as const),
      masterKey: bytes(32),
      coverKey: bytes(32),
      duress,
    }),
    fc.record({ opens: fc.constant('cover' as const), masterKey: bytes(32) }),
  );

  it('is read as it was written, in 128 bytes whatever it is', () => {
    fc.assert(
      fc.property(content, (made) => {
        const encoded = encodeSlot(made);
        expect(encoded).toHaveLength(128);
        expect(decodeSlot(encoded)).toEqual(made);
      }),
    );
  });

  it('of a kind that is not known is nothing', () => {
    fc.assert(
      fc.property(bytes(128), fc.integer({ min: 3, max: 255 }), (any, kind) => {
        expect(decodeSlot(Uint8Array.of(kind, ...any.subarray(1)))).toBeUndefined();
        expect(decodeSlot(Uint8Array.of(0, ...any.subarray(1)))).toBeUndefined();
      }),
    );
  });
});

describe('the cost of a new vault', () => {
  it('is at least 64 MiB and 3 passes and at most 256 MiB and 16, and can be read back, however fast the device', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (ms) => {
        const cost = costOf(ms);
        expect(isBearable(cost)).toBe(true);
        expect(cost.memoryKiB).toBeGreaterThanOrEqual(65_536);
        expect(cost.memoryKiB).toBeLessThanOrEqual(262_144);
        expect(cost.passes).toBeGreaterThanOrEqual(3);
        expect(cost.passes).toBeLessThanOrEqual(16);
      }),
    );
  });

  it('takes half a second by the measure, unless the device is too slow or too fast for the bounds', () => {
    fc.assert(
      fc.property(fc.double({ min: 10, max: 166, noNaN: true }), (ms) => {
        const { memoryKiB, passes } = costOf(ms);
        const takes = (ms * memoryKiB * passes) / 65_536;
        // Memory comes in steps of 16 MiB, and passes whole.
        expect(takes).toBeLessThanOrEqual(500);
        expect(takes).toBeGreaterThan(320);
      }),
    );
    expect(costOf(1_000)).toEqual({ memoryKiB: 65_536, passes: 3, parallelism: 1 });
    expect(costOf(0)).toEqual({ memoryKiB: 262_144, passes: 16, parallelism: 1 });
  });
});
