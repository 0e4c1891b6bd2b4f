import { judgeProposal, parseActEntry } from '@sotto/charter';
import type { ActBodies, ActKind, ProposalJudgement } from '@sotto/charter';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ada,
  adaToo,
  ben,
  benNext,
  charterBody,
  cleo,
  day,
  dora,
  emil,
  english,
  entryOf,
  following,
  NetworkUnderTest,
  relay,
  signers,
  start,
  verify,
} from './network-under-test.ts';

const freeze: ActBodies['freeze'] = {
  level: 'noSending',
  reasons: english('Wait.'),
  endsAtSeconds: start + day,
};

async function judged<K extends ActKind>(
  network: NetworkUnderTest,
  kind: K,
  body: ActBodies[K],
  options: Parameters<typeof entryOf>[3],
): Promise<ProposalJudgement> {
  const bytes = await entryOf(network.state, kind, body, options);
  return judgeProposal(network.state, parseActEntry(bytes), verify);
}

test('a proposal is told who signed it, who else could, and with which keys', async () => {
  const network = await NetworkUnderTest.founded();
  expect(await judged(network, 'freeze', freeze, { by: [ben, dora] })).toEqual({
    outcome: 'open',
    quorums: [
      {
        role: 'network',
        of: 'inForce',
        needed: 2,
        signed: ['Ben'],
        others: [
          { person: 'Ada', publicKeys: [ada.publicKey, adaToo.publicKey] },
          { person: 'Cleo', publicKeys: [cleo.publicKey] },
        ],
      },
    ],
  });
});

test('a change of the charter names the old quorum and the new one', async () => {
  const network = await NetworkUnderTest.founded();
  const body = charterBody(following(network.state));
  const judgement = await judged(network, 'charter', body, { by: [ada] });
  expect(judgement).toMatchObject({ quorums: [{ of: 'inForce' }, { of: 'next' }] });
});

test('what is refused whoever signs is told as refused, with the reason', async () => {
  const network = await NetworkUnderTest.founded();
  const reasons = await Promise.all([
    judged(network, 'unfreeze', { reasons: english('Go on.') }, {}),
    judged(network, 'freeze', freeze, { change: { number: 1 } }),
    judged(network, 'freeze', freeze, { change: { network: new Uint8Array(32) } }),
    judged(network, 'recoveryEnd', {}, { by: [dora, emil] }),
  ]);
  expect(reasons).toEqual(
    ['FREEZE_MISSING', 'NUMBER_AHEAD', 'OTHER_NETWORK', 'RECOVERY_MISSING'].map((reason) => ({
      outcome: 'refused',
      reason,
    })),
  );
});

test('too few keys that have not expired is a refusal, not a wait', async () => {
  const network = await NetworkUnderTest.founded();
  const next = following(network.state);
  const keys = next.keys.map((key) => ({
    ...key,
    expiresAtSeconds: key.person === 0 ? key.expiresAtSeconds : start + day,
  }));
  await network.act('charter', charterBody({ ...next, keys }), { by: [ada, ben] });
  const at = start + 2 * day;
  expect(await judged(network, 'heartbeat', {}, { by: [ada], at })).toEqual({
    outcome: 'refused',
    reason: 'SIGNERS_TOO_FEW',
  });
});

test('a proposal is complete exactly when the replay counts it', async () => {
  const network = await NetworkUnderTest.founded();
  const bodies: { readonly [K in ActKind]?: ActBodies[K] } = {
    charter: charterBody(following(network.state, { name: 'Later' })),
    relays: { changes: [{ change: 'add', relay: relay('three') }] },
    freeze,
    unfreeze: { reasons: english('Go on.') },
    release: { name: 'cli', version: '1', digest: new Uint8Array(32) },
    heartbeat: {},
    recovery: charterBody(following(network.state, { name: 'Later' })),
  };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...(Object.keys(bodies) as (keyof typeof bodies)[])),
      fc.subarray([...signers, benNext]),
      async (kind, by) => {
        const bytes = await entryOf(network.state, kind, bodies[kind]! as never, { by });
        const judgement = await judgeProposal(network.state, parseActEntry(bytes), verify);
        const before = network.state;
        const counted = await network.append(bytes);
        network.state = before;
        expect(judgement.outcome === 'complete').toBe(counted === 'accepted');
        if (judgement.outcome === 'refused') expect(counted).toBe(judgement.reason);
      },
    ),
  );
});
