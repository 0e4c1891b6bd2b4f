import type { Act, ActBodies, ActKind, Charter, NetworkState } from '@sotto/charter';
import { actKinds, encodeCharter, parseAct, parseCharter, encodeAct } from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import fc from 'fast-check';

const time = fc.integer({ min: 1_800_000_000, max: 1_900_000_000 });
const text = fc
  .string({
    unit: fc.constantFrom('a', 'B', '9', ' ', 'é', '茶', '🍵', '\n', '[', '|'),
    maxLength: 40,
  })
  .map((written) => `t${written}`);
const texts = fc
  .uniqueArray(fc.constantFrom('en', 'de', 'pt-BR', 'xx', 'zh-Hant-TW'), { minLength: 1 })
  .chain((languages) =>
    fc.tuple(...languages.map((language) => text.map((written) => ({ language, text: written })))),
  );
const relay = fc
  .stringMatching(/^[a-z]{3,12}$/)
  .map((name): RelayUrl => `https://${name}.example` as RelayUrl);
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const release = fc.record({
  name: fc.stringMatching(/^[a-z-]{1,20}$/),
  version: fc.stringMatching(/^[0-9.]{1,9}$/),
  digest: hash,
});

/** Bodies of every kind, but for charters, which the one given is. */
function bodiesWith(charter: Charter): { readonly [K in ActKind]: fc.Arbitrary<ActBodies[K]> } {
  const document = fc
    .record({ name: fc.stringMatching(/^[A-Za-z]{1,20}$/), delay: fc.integer({ min: 1, max: 90 }) })
    .map(({ name, delay }) => ({
      document: parseCharter(
        encodeCharter({ ...charter, name, recoveryDelaySeconds: delay * 86_400 }),
      ),
    }));
  return {
    charter: document,
    relays: fc.record({
      changes: fc.array(fc.record({ change: fc.constantFrom('add', 'drain', 'drop'), relay }), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
    notice: fc.record({
      grade: fc.constantFrom('advice', 'update', 'stopSending', 'move', 'destroyKeys'),
      texts,
      expiresAtSeconds: time,
      replaces: fc.option(fc.nat({ max: 9 })),
    }),
    freeze: fc.record({
      level: fc.constantFrom('advice', 'noUpdates', 'noNewMembers', 'noSending'),
      reasons: texts,
      endsAtSeconds: time,
    }),
    unfreeze: fc.record({ reasons: texts }),
    release,
    rebuild: release,
    heartbeat: fc.constant({}),
    recovery: document,
    recoveryEnd: fc.constant({}),
    recoveryStop: fc.constant({}),
  };
}

function actsOfKinds(charter: Charter): readonly fc.Arbitrary<Act>[] {
  const bodies = bodiesWith(charter);
  const actOf = (kind: ActKind): fc.Arbitrary<Act> =>
    fc
      .record({
        kind: fc.constant(kind),
        network: hash,
        charter: hash,
        number: fc.nat({ max: 99 }),
        createdAtSeconds: time,
        life: fc.integer({ min: 1, max: 2_592_000 }),
        body: bodies[kind],
      })
      .map(({ life, ...act }) =>
        parseAct(encodeAct<ActKind>({ ...act, expiresAtSeconds: act.createdAtSeconds + life })),
      );
  return actKinds.map(actOf);
}

/** Acts of every kind, as they can be signed. */
export function acts(charter: Charter): fc.Arbitrary<Act> {
  return fc.oneof(...actsOfKinds(charter));
}

/** Two acts of one kind. */
export function pairsOfActs(charter: Charter): fc.Arbitrary<readonly [Act, Act]> {
  return fc.oneof(...actsOfKinds(charter).map((act) => fc.tuple(act, act)));
}

/** A body of each kind that would count next in this state, if enough persons signed it. */
export function fitting(
  state: NetworkState,
  nowSeconds: number,
): readonly (readonly [ActKind, ActBodies[ActKind]])[] {
  const { charter, hash: previous } = state.network!.document;
  const next = parseCharter(encodeCharter({ ...charter, previous, name: 'Taken over' }));
  const reasons = [{ language: 'en', text: 'Mine now.' }];
  const endsAtSeconds = nowSeconds + 29 * 86_400;
  const named = { name: 'cli', version: '1', digest: new Uint8Array(32) };
  const mine = 'https://mine.example' as RelayUrl;
  return [
    ['charter', { document: next }],
    ['relays', { changes: [{ change: 'add', relay: mine }] }],
    [
      'notice',
      { grade: 'destroyKeys', texts: reasons, expiresAtSeconds: endsAtSeconds, replaces: null },
    ],
    ['freeze', { level: 'noSending', reasons, endsAtSeconds }],
    ['unfreeze', { reasons }],
    ['release', named],
    ['rebuild', named],
    ['heartbeat', {}],
    ['recovery', { document: next }],
    ['recoveryEnd', {}],
    ['recoveryStop', {}],
  ];
}
