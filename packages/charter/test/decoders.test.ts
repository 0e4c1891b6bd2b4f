import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSottoError } from '@sotto/core';
import { decodeCbor, encodeCbor } from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import {
  actKinds,
  encodeAct,
  encodeActEntry,
  encodeCharter,
  encodeNetworkState,
  parseAct,
  parseActEntry,
  parseCharter,
  parseNetworkState,
} from '@sotto/charter';
import type { Act, ActBodies, ActKind, ActOf } from '@sotto/charter';
import {
  charterBody,
  day,
  english,
  entryOf,
  NetworkUnderTest,
  relay,
  sampleCharter,
  start,
} from './network-under-test.ts';

const code = { name: 'handset-cli', version: '1', digest: new Uint8Array(32) };
const bodies: { readonly [K in ActKind]: ActBodies[K] } = {
  charter: charterBody(sampleCharter),
  relays: {
    changes: [
      { change: 'add', relay: relay('three') },
      { change: 'drop', relay: relay('one') },
    ],
  },
  notice: {
    grade: 'stopSending',
    texts: [...english('Stop.\nNow.'), { language: 'pt-BR', text: 'Parem 👩‍👧 agora.' }],
    expiresAtSeconds: start + day,
    replaces: 3,
  },
  freeze: { level: 'noSending', reasons: english('Why.'), endsAtSeconds: start + day },
  unfreeze: { reasons: english('Over.') },
  release: code,
  rebuild: code,
  heartbeat: {},
  recovery: charterBody(sampleCharter),
  recoveryEnd: {},
  recoveryStop: {},
};
const actOf = <K extends ActKind>(kind: K): ActOf<K> => ({
  kind,
  network: new Uint8Array(32).fill(1),
  charter: new Uint8Array(32).fill(2),
  number: 7,
  createdAtSeconds: start,
  expiresAtSeconds: start + day,
  body: bodies[kind],
});

const founded = await NetworkUnderTest.founded();
await founded.act('notice', { ...bodies.notice, replaces: null });
const samples = {
  charter: [encodeCharter(sampleCharter)],
  act: actKinds.map((kind) => encodeAct(actOf(kind))),
  entry: [...founded.log, await entryOf(founded.state, 'heartbeat', {}, { by: [] })],
  state: [encodeNetworkState(founded.state)],
};
const again: { readonly [K in keyof typeof samples]: (bytes: Uint8Array) => Uint8Array } = {
  charter: (bytes) => encodeCharter(parseCharter(bytes).charter),
  act: (bytes) => encodeAct(parseAct(bytes)),
  entry: (bytes) => encodeActEntry(parseActEntry(bytes)),
  state: (bytes) => encodeNetworkState(parseNetworkState(bytes)),
};

/** Comes back as it was, or is refused with a coded error. */
function refusesOrRoundTrips(name: keyof typeof samples, bytes: Uint8Array): void {
  let back: Uint8Array;
  try {
    back = again[name](bytes);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    expect(error.message).not.toMatch(/[^ -~]/);
    return;
  }
  expect(back).toEqual(bytes);
}

describe.each(Object.keys(samples) as (keyof typeof samples)[])('%s bytes', (name) => {
  const sample = fc.constantFrom(...samples[name]);

  test('come back as they were', () => {
    for (const bytes of samples[name]) expect(again[name](bytes)).toEqual(bytes);
  });

  test('of any content are refused with a code or come back as they were', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (b) => refusesOrRoundTrips(name, b)));
  });

  test('that were changed, cut or grown are refused with a code or come back as they are', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(sample, changes, fc.nat({ max: 3 }), (bytes, list, cut) => {
        const changed = Uint8Array.from([...bytes, ...(cut === 3 ? [0] : [])]);
        for (const [at, byte] of list) changed[at % changed.length] = byte;
        refusesOrRoundTrips(name, cut === 1 ? changed.subarray(0, -1) : changed);
      }),
      { numRuns: 2_000 },
    );
  });

  test('with a part of another type or size are refused with a code or come back as they are', () => {
    const value = fc.constantFrom<CborValue>(
      0,
      -1,
      2 ** 40,
      '',
      'x',
      null,
      true,
      [],
      new Map(),
      new Uint8Array(32),
      [[1, 'a']],
      'https://x.example',
    );
    fc.assert(
      fc.property(
        sample,
        fc.array(fc.nat({ max: 12 }), { maxLength: 4 }),
        value,
        (bytes, path, put) =>
          refusesOrRoundTrips(name, encodeCbor(replaced(decodeCbor(bytes), path, put))),
      ),
      { numRuns: 2_000 },
    );
  });
});

test.each(actKinds)('an act of the kind %s comes back with all it says', (kind) => {
  expect(parseAct(encodeAct(actOf(kind)))).toEqual(actOf(kind));
});

test.each<[string, Partial<ActBodies[ActKind]>, ActKind]>([
  ['no text', { texts: [] }, 'notice'],
  ['a language twice', { texts: [...english('a'), { language: 'EN', text: 'b' }] }, 'notice'],
  ['two texts of one language', { texts: [...english('a'), ...english('b')] }, 'notice'],
  ['a text that turns its letters around', { texts: english('a\u202eb') }, 'notice'],
  ['a text of 2,049 bytes', { texts: english('a'.repeat(2_049)) }, 'notice'],
  ['a grade that is not known', { grade: 'panic' as never }, 'notice'],
  ['a level that is not known', { level: 'off' as never }, 'freeze'],
  ['no change', { changes: [] }, 'relays'],
  [
    'a relay in another form',
    { changes: [{ change: 'add', relay: 'HTTPS://X.example' as never }] },
    'relays',
  ],
  ['a digest of 31 bytes', { digest: new Uint8Array(31) }, 'release'],
])('an act with %s is not encoded', (_, change, kind) => {
  const act = { ...actOf(kind), body: { ...bodies[kind], ...change } } as Act;
  expect(() => encodeAct(act)).toThrow(expect.objectContaining({ code: 'ACT_MALFORMED' }));
});

test('an act or a body that says more than is known is refused', () => {
  const act = decodeCbor(encodeAct(actOf('heartbeat')));
  for (const more of [replaced(act, [7], new Map([[0, 1]])), replaced(act, [8], 1)]) {
    expect(() => parseAct(encodeCbor(more))).toThrow(
      expect.objectContaining({ code: 'ACT_MALFORMED' }),
    );
  }
});

/** The value with `put` at the end of the path; maps by key, arrays by index, documents in bytes are not entered. */
function replaced(value: CborValue, path: readonly number[], put: CborValue): CborValue {
  const [at, ...rest] = path;
  if (at === undefined) return put;
  if (value instanceof Map)
    return new Map(value as ReadonlyMap<CborValue, CborValue>).set(
      at,
      replaced((value as ReadonlyMap<CborValue, CborValue>).get(at), rest, put),
    );
  if (!Array.isArray(value)) return put;
  const list = value as readonly CborValue[];
  return list.map((item, index) => (index === at ? replaced(item, rest, put) : item));
}
