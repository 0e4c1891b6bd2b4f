import type { Charter, CharterRole } from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDraft, parseDraft } from '../src/charter/charter-draft.ts';

const time = fc.nat({ max: 253_402_300_799 });
const role = (keys: number): fc.Arbitrary<CharterRole> =>
  fc.record({
    threshold: fc.integer({ min: 2, max: 32 }),
    expiresAtSeconds: time,
    keys: fc
      .uniqueArray(fc.nat({ max: keys - 1 }), { minLength: 1 })
      .map((list) => list.sort((a, b) => a - b)),
  });

/** Charters of all shapes, also such as no rule allows: a draft loses nothing, and judges nothing. */
const charters: fc.Arbitrary<Charter> = fc
  .record({
    persons: fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 }),
    count: fc.integer({ min: 1, max: 8 }),
  })
  .chain(({ persons, count }) =>
    fc.record({
      previous: fc.constant(null),
      name: fc.string(),
      persons: fc.constant(persons),
      keys: fc.array(
        fc.record({
          publicKey: fc.uint8Array({ minLength: 32, maxLength: 32 }),
          person: fc.nat({ max: persons.length - 1 }),
          expiresAtSeconds: time,
        }),
        { minLength: count, maxLength: count },
      ),
      roles: fc.record(
        {
          root: role(count),
          release: role(count),
          notice: role(count),
          network: role(count),
          recovery: role(count),
        },
        { requiredKeys: ['root', 'release', 'notice', 'network'] },
      ),
      logKey: fc.string(),
      witnesses: fc.array(fc.string()),
      witnessQuorum: fc.nat(),
      relays: fc.array(fc.string().map((url) => url as RelayUrl)),
      pulse: fc.record({ operatorSeconds: fc.nat(), witnessSeconds: fc.nat() }),
      recoveryDelaySeconds: fc.nat(),
    }),
  );

test('a charter comes back from its draft as it was', () => {
  fc.assert(
    fc.property(charters, (charter) => {
      expect(parseDraft(formatDraft(charter), null)).toEqual(charter);
    }),
  );
});

test('a draft with a field too few or too many is refused, with a code', () => {
  fc.assert(
    fc.property(charters, fc.nat(), (charter, at) => {
      const draft = JSON.parse(Buffer.from(formatDraft(charter)).toString()) as object;
      const fields = Object.entries(draft);
      const without = fields.toSpliced(at % fields.length, 1);
      for (const changed of [without, [...fields, ['more', 1]]]) {
        const bytes = Buffer.from(JSON.stringify(Object.fromEntries(changed)));
        expect(() => parseDraft(bytes, null)).toThrow(
          expect.objectContaining({ code: 'OPERATOR_FORMAT' }),
        );
      }
    }),
  );
});

test('any JSON is refused as a draft, with a code', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(() => parseDraft(Buffer.from(json), null)).toThrow(
        expect.objectContaining({ code: 'OPERATOR_FORMAT' }),
      );
    }),
  );
});
