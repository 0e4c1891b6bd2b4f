import { parseEvidence, verifyEvidence } from '@sotto/actlog';
import { describe, expect, test } from 'vitest';
import type { Handset, KnownNetwork } from '../src/api.ts';
import { crypto } from './node-crypto.ts';
import { eventually, meet, passphrase, person, relayUrl } from './handset-fixture.ts';
import { foundOperator, noticeOf } from './network-operator.ts';
import type { TestOperator } from './network-operator.ts';
import { tinyRelay } from './tiny-relay.ts';

const soon = (ms = 0): number => Math.floor((Date.now() + ms) / 1_000);
const hourMs = 3_600_000;

/** A relay that serves what an operator has published, as far as `serves` says. */
function servingRelay(operator: TestOperator) {
  const relay = tinyRelay();
  const state = { operator: operator as TestOperator | undefined, reads: 0 };
  return {
    state,
    relay: {
      ...relay,
      readLog: async (path: string) => {
        state.reads += 1;
        return state.operator?.files.get(path);
      },
    },
  };
}

async function known(handset: Handset): Promise<KnownNetwork> {
  const network = await handset.network.view();
  if (network.state !== 'known') throw new Error(`The network is ${network.state}.`);
  return network;
}

describe('the network', () => {
  test('is read from the relay when it is joined, and shows who runs it', async () => {
    const operator = await foundOperator({ nowMs: Date.now, relays: [relayUrl] });
    await operator.act('notice', noticeOf('advice', 'Tea is at four.', soon(hourMs)));
    const ada = await person(servingRelay(operator));
    await ada.handset.network.join(operator.charterHash);
    await eventually(async () => (await ada.handset.network.view()).state === 'known');
    const network = await known(ada.handset);
    expect(network).toMatchObject({
      charterHash: operator.charterHash,
      name: 'Tea and cake',
      relays: [{ relay: relayUrl, standing: 'active', isHome: true }],
      witnessQuorum: 2,
      entries: 2,
      root: operator.published().position.head!.root.toHex(),
      operatorPulse: { step: 'fresh' },
      witnessPulse: { step: 'fresh' },
      notices: [
        {
          number: 0,
          grade: 'advice',
          texts: [{ language: 'en', text: 'Tea is at four.' }],
          entry: 1,
          signedBy: ['Nora', 'Omar'],
          isSeen: false,
        },
      ],
      evidence: 0,
    });
    expect(network.persons).toEqual([
      { name: 'Nora', roles: ['root', 'release', 'notice', 'network'] },
      { name: 'Omar', roles: ['root', 'release', 'notice', 'network'] },
    ]);
    expect(network.witnesses.every(({ seenAtMs }) => seenAtMs !== undefined)).toBe(true);
    expect(network.trouble).toBeUndefined();
    expect(await ada.handset.network.acts()).toMatchObject([
      { entry: 1, kind: 'notice', signedBy: [{ role: 'notice', persons: ['Nora', 'Omar'] }] },
      { entry: 0, kind: 'charter' },
    ]);
    await ada.handset.network.markSeen(0);
    expect((await known(ada.handset)).notices[0]?.isSeen).toBe(true);
    await ada.vault.close();
  });

  test('is there when the vault is opened anew and no relay is', async () => {
    const operator = await foundOperator({ nowMs: Date.now, relays: [relayUrl] });
    await operator.act('notice', noticeOf('advice', 'Tea is at four.', soon(hourMs)));
    const { relay } = servingRelay(operator);
    const ada = await person({ relay });
    await ada.handset.network.join(operator.charterHash);
    await ada.handset.network.refresh();
    await ada.handset.network.markSeen(0);
    const before = await known(ada.handset);
    expect(before.notices[0]?.isSeen).toBe(true);
    await ada.handset.lock();
    ada.weather.down = true;
    const again = await ada.vault.unlock({ passphrase });
    expect(await again.network.view()).toEqual(before);
    const { trouble, ...rest } = (await again.network.refresh()) as KnownNetwork;
    expect(trouble).toMatchObject({ reason: 'unreachable', relay: relayUrl });
    expect(rest).toEqual(before);
    expect(await again.network.acts({ before: 1 })).toMatchObject([{ entry: 0 }]);
    await ada.vault.close();
  });

  test('goes on with what is new, tells so, and never goes back', async () => {
    const operator = await foundOperator({ nowMs: Date.now, relays: [relayUrl] });
    const { state, relay } = servingRelay(operator);
    const ada = await person({ relay });
    await ada.handset.network.join(operator.charterHash);
    await ada.handset.network.refresh();
    const old = operator.fork();
    await operator.act('heartbeat', {});
    expect(((await ada.handset.network.refresh()) as KnownNetwork).entries).toBe(2);
    await eventually(() =>
      ada.seen.some(
        (event) =>
          event.type === 'network' &&
          event.network.state === 'known' &&
          event.network.entries === 2,
      ),
    );
    state.operator = old;
    expect(await ada.handset.network.refresh()).toMatchObject({ entries: 2, evidence: 0 });
    expect((await known(ada.handset)).trouble).toBeUndefined();
    await ada.vault.close();
  });

  test('finds out a log that showed another history, and keeps the proof', async () => {
    const operator = await foundOperator({ nowMs: Date.now, relays: [relayUrl] });
    const { state, relay } = servingRelay(operator);
    const ada = await person({ relay });
    await ada.handset.network.join(operator.charterHash);
    const other = operator.fork();
    await operator.act('heartbeat', {});
    await ada.handset.network.refresh();
    await other.act('notice', noticeOf('destroyKeys', 'Only for you.', soon(hourMs)));
    await other.act('heartbeat', {});
    state.operator = other;
    const after = (await ada.handset.network.refresh()) as KnownNetwork;
    expect(after).toMatchObject({ entries: 2, evidence: 1, notices: [] });
    const [found, ...more] = await ada.handset.network.evidence();
    expect(more).toEqual([]);
    expect(found?.from).toBe('relay');
    const key = operator.published().position.state.network!.document.charter.logKey;
    const { Ed25519 } = crypto.signatures;
    expect(await verifyEvidence(parseEvidence(found!.bytes), key, Ed25519)).toBe(true);
    await ada.handset.network.refresh();
    expect(await ada.handset.network.evidence()).toHaveLength(1);
    await ada.vault.close();
  });

  test.each([
    ['has no log', async () => undefined, 'missing'],
    ['serves rubbish', async () => new Uint8Array(99), 'malformed'],
    [
      'serves more than it may',
      async (_: string, max: number) => new Uint8Array(max + 1),
      'refused',
    ],
    ['never answers', () => new Promise<undefined>(() => undefined), 'slow'],
  ])('of a relay that %s is waited for, and the trouble is named', async (_, readLog, reason) => {
    const operator = await foundOperator({ nowMs: Date.now, relays: [relayUrl] });
    const ada = await person({ relay: { ...tinyRelay(), readLog } });
    await ada.handset.network.join(operator.charterHash);
    expect(await ada.handset.network.refresh()).toMatchObject({
      state: 'waiting',
      trouble: { reason, relay: relayUrl },
    });
    await ada.vault.close();
  });

  test('of another charter than the pinned one is not taken', async () => {
    const operator = await foundOperator({ nowMs: Date.now, relays: [relayUrl] });
    const { relay } = servingRelay(operator);
    const ada = await person({ relay });
    await ada.handset.network.join('ab'.repeat(32));
    expect(await ada.handset.network.refresh()).toMatchObject({
      state: 'waiting',
      trouble: { reason: 'notPinned' },
    });
    await ada.vault.close();
  });

  test('travels as a file', async () => {
    const operator = await foundOperator({ nowMs: Date.now, relays: [relayUrl] });
    const { relay } = servingRelay(operator);
    const ada = await person({ relay });
    const ben = await person({ relay: tinyRelay() });
    await expect(ada.handset.network.exportLog()).rejects.toMatchObject({
      code: 'NETWORK_UNKNOWN',
    });
    await ada.handset.network.join(operator.charterHash);
    await ada.handset.network.refresh();
    const file = await ada.handset.network.exportLog();
    await expect(ben.handset.network.importLog(file)).rejects.toMatchObject({
      code: 'NETWORK_UNKNOWN',
    });
    await ben.handset.network.join(operator.charterHash);
    await expect(ben.handset.network.importLog(new Uint8Array(9))).rejects.toMatchObject({
      code: 'NETWORK_LOG_MALFORMED',
    });
    expect(await ben.handset.network.importLog(file)).toMatchObject({ state: 'known', entries: 1 });
    await ada.vault.close();
    await ben.vault.close();
  });
});

describe('an invite', () => {
  test('pins its network when the relay of the one who accepts has that very log', async () => {
    const operator = await foundOperator({ nowMs: Date.now, relays: [relayUrl] });
    const { relay } = servingRelay(operator);
    const [ada, ben] = [await person({ relay }), await person({ relay })];
    await ada.handset.network.join(operator.charterHash);
    await meet(ada, ben);
    await eventually(async () => (await ben.handset.network.view()).state === 'known');
    expect(await ben.handset.network.view()).toMatchObject({ charterHash: operator.charterHash });
    await ada.vault.close();
    await ben.vault.close();
  });

  test('pins nothing when it names another network, though that one lists the relay', async () => {
    const operator = await foundOperator({ nowMs: Date.now, relays: [relayUrl] });
    const hostile = await foundOperator({
      nowMs: Date.now,
      relays: [relayUrl],
      change: { name: 'Coffee' },
    });
    const { relay, state } = servingRelay(operator);
    const [ada, ben] = [await person({ relay }), await person({ relay })];
    await ada.handset.network.join(hostile.charterHash);
    const before = state.reads;
    await meet(ada, ben);
    await eventually(() => state.reads > before);
    await ben.handset.network.refresh();
    expect(await ben.handset.network.view()).toEqual({ state: 'none' });
    await ada.vault.close();
    await ben.vault.close();
  });
});
