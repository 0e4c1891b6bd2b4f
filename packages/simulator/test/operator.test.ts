import { openActLog, startLogPosition, tileSource, verifyEvidence } from '@sotto/actlog';
import type { ActLog, Follow } from '@sotto/actlog';
import { nodeCrypto } from '@sotto/crypto-node';
import { createPlugin } from '@sotto/core';
import type { RelayUrl, Services } from '@sotto/core';
import type { LogFiles } from '@sotto/relay';
import { expect, onTestFinished, test } from 'vitest';
import type { LogView, SimulatedOperator } from '../src/index.ts';
import { createNetwork, foundNetwork } from '../src/index.ts';

const begun = 1_800_000_000;
const { signatures } = await createPlugin(nodeCrypto(), {} as Services);
const ed25519 = signatures.Ed25519;
const relay = 'https://relay.example' as RelayUrl;

/** An operator with a clock that the test moves. */
async function found(options: Partial<Parameters<typeof foundNetwork>[0]> = {}) {
  const clock = { seconds: begun, now: () => clock.seconds * 1_000 };
  const operator = await foundNetwork({ relays: [relay], ...options }, { ed25519, clock });
  return { operator, clock };
}

const empty = (operator: SimulatedOperator): ActLog =>
  openActLog(startLogPosition(operator.state().pin), []);

function look(log: ActLog, view: LogView, nowSeconds = begun + 86_400): Promise<Follow> {
  const source = tileSource(async (path) => view.files.get(path));
  return log.follow(source, { ed25519, nowSeconds });
}

async function followed(log: ActLog, view: LogView): Promise<ActLog> {
  const answer = await look(log, view);
  if (!('log' in answer)) expect.fail(answer.outcome);
  return answer.log;
}

test('what an operator does, a reader of its log knows, and nothing of it was refused', async () => {
  const { operator } = await found({ recovery: ['Dora', 'Emil'] });
  await operator.heartbeat();
  await operator.notice({ text: 'Maintenance tonight.', grade: 'update' });
  await operator.freeze({ reason: 'Wait.', level: 'noSending' });
  await operator.unfreeze('Go on.');
  await operator.relays([{ change: 'add', relay: 'https://two.example' as RelayUrl }]);
  await operator.relays([{ change: 'drain', relay }]);
  await operator.changeCharter({ name: 'Haven' });
  await operator.handOver();
  await operator.heartbeat();
  const { state, head } = (await followed(empty(operator), operator.view)).position;
  expect(state.refused.count).toBe(0);
  expect(head?.size).toBe(10);
  expect(state.network?.document.charter.name).toBe('Haven');
  expect(state.network?.relays.map(({ standing }) => standing)).toEqual(['draining', 'active']);
  expect(state.network?.notices).toMatchObject([{ texts: [{ text: 'Maintenance tonight.' }] }]);
  expect(state.network?.freeze).toBeUndefined();
});

test('too few persons, or bytes that are no act, are logged and refused', async () => {
  const { operator } = await found();
  expect(await operator.heartbeat({ by: ['Ada'] })).toMatchObject({ reason: 'SIGNERS_TOO_FEW' });
  expect(await operator.append(Uint8Array.of(1))).toMatchObject({ reason: 'ENTRY_MALFORMED' });
  expect((await followed(empty(operator), operator.view)).position.state.refused.count).toBe(2);
});

test('acts wait while witnesses do not answer, and are published when they do', async () => {
  const { operator, clock } = await found();
  operator.setAnsweringWitnesses(1);
  await operator.heartbeat();
  expect([operator.waiting(), operator.log().size]).toEqual([1, 1]);
  clock.seconds += 60;
  expect(await operator.refresh()).toBe(false);
  operator.setAnsweringWitnesses(2);
  expect(await operator.refresh()).toBe(true);
  expect([operator.waiting(), operator.log().size]).toEqual([0, 2]);
  expect(operator.log().position.head?.witnessedAtSeconds).toBe(begun + 60);
});

test('an act of the future is held by whoever reads it', async () => {
  const { operator } = await found();
  await operator.heartbeat({ atSeconds: begun + 3_600 });
  expect((await followed(empty(operator), operator.view)).position.state.next).toBe(1);
});

test('a fork has the same keys, and who sees both has evidence', async () => {
  const { operator } = await found();
  await operator.heartbeat();
  const fork = operator.fork();
  await operator.notice({ text: 'For everybody.' });
  await fork.notice({ text: 'For you alone.' });
  await fork.heartbeat();
  const log = await followed(empty(operator), operator.view);
  const answer = await look(log, fork.view);
  if (answer.outcome !== 'equivocation') expect.fail(answer.outcome);
  const key = operator.state().network!.document.charter.logKey;
  expect(await verifyEvidence(answer.evidence, key, ed25519)).toBe(true);
  expect((await followed(empty(operator), fork.view)).size).toBe(4);
});

test('a fork without witnesses is believed by nobody', async () => {
  const { operator } = await found();
  const fork = operator.fork({ isWitnessed: false });
  await fork.notice({ text: 'For you alone.' });
  expect(await look(empty(operator), fork.view)).toEqual({
    outcome: 'refused',
    reason: 'witnessesTooFew',
  });
});

test('a frozen view stays as it is', async () => {
  const { operator } = await found();
  const old = operator.view.frozen();
  await operator.heartbeat();
  expect((await followed(empty(operator), old)).size).toBe(1);
  expect((await followed(empty(operator), operator.view)).size).toBe(2);
});

test('a relay of a simulated network has the log of its operator, also with model keys', async () => {
  const net = createNetwork({ seed: 1, crypto: nodeCrypto, unsafeModels: true });
  onTestFinished(net.close);
  const operator = await net.addOperator(['relay']);
  await net.wait(operator.notice({ text: 'Hello.' }));
  const asked: string[] = [];
  const actLog: LogFiles = {
    read: (path) => {
      asked.push(path);
      return operator.view.read(path);
    },
  };
  const home = await net.addRelay('relay', { actLog });
  expect(operator.state().network?.relays).toEqual([{ relay: home.url, standing: 'active' }]);
  expect(operator.log().size).toBe(2);
  await net.addHandset('Ada', home);
  // Its head is in the welcome.
  expect(asked).toContain('checkpoint');
});
