import { writeFileSync } from 'node:fs';
import type { NetworkState } from '@sotto/charter';
import { actBytesToSign, actKinds, encodeActEntry, replayEntries } from '@sotto/charter';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ed25519 } from '../src/ed25519.ts';
import { openAgeFile } from '../src/keys/age-file.ts';
import type { PersonKey } from '../src/keys/person-key.ts';
import { parsePersonKey } from '../src/keys/person-key.ts';
import { openLog } from '../src/network/open-log.ts';
import { readSettings } from '../src/network/settings.ts';
import { newProposal } from '../src/proposal/new-proposal.ts';
import type { Proposal } from '../src/proposal/proposal.ts';
import { formatProposal } from '../src/proposal/proposal.ts';
import { passphrase } from './program-fixture.ts';
import type { Person } from './network-fixture.ts';
import { TestNetwork } from './network-fixture.ts';
import { fitting } from './sample-acts.ts';

const persons: readonly Person[] = ['Ada', 'Ben', 'Cleo', 'Dora', 'Emil'];
const recovery = ['--role', 'recovery=2:Dora,Emil'];

/** A network in a freeze, with a recovery that is announced and could be ended: every kind of act would count now. */
async function everythingFits(): Promise<TestNetwork> {
  const network = await TestNetwork.founded({
    persons,
    more: [...recovery, '--recovery-delay', '1d'],
  });
  const reason = ['--text', 'en=Wait.', '--for', '20d'];
  await network.acted('f', ['freeze', '--level', 'advice', ...reason], 'Ada', 'Cleo');
  await network.done('charter', '--out', 'draft');
  const draft = network.text('draft').replace('"Tea and cake"', '"Tea"');
  writeFileSync(network.path('draft'), draft);
  await network.acted('r', ['recovery', '--draft', 'draft'], 'Dora', 'Emil', 'Ada', 'Ben');
  network.nowSeconds += 2 * 86_400;
  return network;
}

interface Fitting {
  readonly network: TestNetwork;
  readonly state: NetworkState;
  readonly proposals: readonly Proposal[];
  readonly keys: ReadonlyMap<Person, PersonKey>;
}

async function fittingProposals(): Promise<Fitting> {
  const network = await everythingFits();
  const { nowSeconds } = network;
  const folder = network.path('network');
  const { pin } = (await readSettings(folder))!;
  const { state } = (await openLog(folder, pin, nowSeconds)).position;
  const opened = persons.map(async (person) => {
    const file = network.path(`${person.toLowerCase()}.key`);
    return [person, await parsePersonKey(await openAgeFile(file, passphrase))] as const;
  });
  const proposals = fitting(state, nowSeconds).map(([kind, body]) =>
    newProposal(state, kind, body, nowSeconds, 86_400),
  );
  return { network, state, proposals, keys: new Map(await Promise.all(opened)) };
}

async function outcomeOf(
  { network: { nowSeconds }, state, keys }: Fitting,
  { bytes }: Proposal,
  by: readonly Person[],
): Promise<string> {
  const signatures = await Promise.all(
    by.map(async (person) => {
      const { publicKey, privateKey } = keys.get(person)!;
      return { publicKey, signature: await ed25519.sign(privateKey, actBytesToSign(bytes)) };
    }),
  );
  const entry = encodeActEntry({ act: bytes, signatures, loggedAtSeconds: nowSeconds });
  const options = { verify: ed25519.verify, nowSeconds };
  const replay = await replayEntries(state, [{ index: state.next, bytes: entry }], options);
  const [outcome] = replay.outcomes;
  return outcome?.accepted === true ? 'accepted' : outcome!.reason;
}

test('each of these acts would count if enough persons had signed it', async () => {
  const fits = await fittingProposals();
  expect(fits.proposals.map(({ act }) => act.kind)).toEqual(actKinds);
  for (const proposal of fits.proposals)
    expect(await outcomeOf(fits, proposal, persons), proposal.act.kind).toBe('accepted');
});

test('what one person alone signs is refused by every replay, of whatever kind, however it came into the log', async () => {
  const fits = await fittingProposals();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...fits.proposals),
      fc.constantFrom(...persons),
      fc.integer({ min: 1, max: 3 }),
      async (proposal, person, times) => {
        const by = Array.from({ length: times }, () => person);
        expect(await outcomeOf(fits, proposal, by)).toBe('SIGNERS_TOO_FEW');
      },
    ),
  );
});

test(
  'what one person alone signs is not published, of whatever kind, forced or not',
  { timeout: 180_000 },
  async () => {
    const { network, proposals } = await fittingProposals();
    const before = network.text('network/log/checkpoint');
    for (const { act, bytes } of proposals) {
      const file = `alone-${act.kind}`;
      const unsigned = formatProposal({ bytes, signatures: [] });
      for (const person of persons) {
        writeFileSync(network.path(file), unsigned);
        const key = `${person.toLowerCase()}.key`;
        await network.done('sign', file, '--key', key, '--yes', '--force');
        const refused = await network.run(['publish', file]);
        expect(refused.code, `${person} ${act.kind}`).toBe(1);
        expect(refused.stderr).toContain('SIGNERS_TOO_FEW');
      }
    }
    expect(network.text('network/log/checkpoint')).toBe(before);
  },
);
