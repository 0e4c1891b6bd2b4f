import { describe, expect, test } from 'vitest';
import {
  actBytesToSign,
  charterHash,
  encodeAct,
  encodeActEntry,
  encodeCharter,
  encodeNetworkState,
  parseActEntry,
  replayEntries,
} from '@sotto/charter';
import type { Signer } from './network-under-test.ts';
import {
  ada,
  adaToo,
  ben,
  benNext,
  charterBody,
  cleo,
  day,
  dora,
  english,
  entryOf,
  NetworkUnderTest,
  sampleCharter,
  signedEntry,
  signerOf,
  start,
  verify,
  withRole,
  year,
} from './network-under-test.ts';

const advice = {
  grade: 'advice',
  texts: english('Drink tea.'),
  expiresAtSeconds: start + 30 * day,
  replaces: null,
} as const;
const stranger = await signerOf(99);
const keyExpiring = (key: number, expiresAtSeconds: number) => ({
  ...sampleCharter,
  keys: sampleCharter.keys.map((one, at) => (at === key ? { ...one, expiresAtSeconds } : one)),
});

describe('an act counts', () => {
  test.each<[string, readonly Signer[]]>([
    ['two persons signed it', [ada, ben]],
    ['all persons signed it', [cleo, adaToo, ben]],
    ['a stranger signed it besides', [stranger, ada, ben]],
  ])('when %s', async (_, by) => {
    const network = await NetworkUnderTest.founded();
    expect(await network.act('notice', advice, { by })).toBe('accepted');
  });

  test('also when a bad signature stands before a good one of the same key', async () => {
    const network = await NetworkUnderTest.founded();
    const entry = parseActEntry(await entryOf(network.state, 'heartbeat', {}));
    const [first, second] = entry.signatures;
    const bad = { ...first!, signature: second!.signature };
    const signatures = [bad, first!, second!];
    expect(await network.append(encodeActEntry({ ...entry, signatures }))).toBe('accepted');
  });

  test('and it is told who signed it, by their names and once each', async () => {
    const network = await NetworkUnderTest.founded();
    await network.act('heartbeat', {}, { by: [cleo, adaToo, ada, stranger] });
    expect(network.outcomes[1]).toEqual({
      index: 1,
      accepted: true,
      kind: 'heartbeat',
      number: 0,
      loggedAtSeconds: start,
      signedBy: [{ role: 'notice', persons: ['Ada', 'Cleo'] }],
    });
  });
});

describe('an act counts for nothing', () => {
  test.each<[string, readonly Signer[]]>([
    ['nobody signed it', []],
    ['one person signed it', [ada]],
    ['one key signed it twice', [ada, ada]],
    ['one person signed it with two keys', [ada, adaToo]],
    ['the second signature is of a stranger', [ada, stranger]],
    ['the second signature is of a person without that role', [ada, dora]],
    ['the second key is of a person of the role, but not of the role', [ada, benNext]],
  ])('when %s', async (_, by) => {
    const network = await NetworkUnderTest.founded();
    const { network: before } = network.state;
    expect(await network.act('notice', advice, { by })).toBe('SIGNERS_TOO_FEW');
    expect(network.state.network).toBe(before);
  });

  test('when a signature is over other bytes, or without the label', async () => {
    const network = await NetworkUnderTest.founded();
    const entry = parseActEntry(await entryOf(network.state, 'heartbeat', {}));
    const [first] = entry.signatures;
    for (const bytes of [entry.act, actBytesToSign(entry.act.subarray(1))]) {
      const second = { publicKey: ben.publicKey, signature: await ben.sign(bytes) };
      const changed = encodeActEntry({ ...entry, signatures: [first!, second] });
      expect(await network.append(changed)).toBe('SIGNERS_TOO_FEW');
    }
  });

  test('when a key is of small order, whose signature some libraries take for anything', async () => {
    const identity = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0));
    const weak: Signer = {
      publicKey: identity,
      sign: async () => Uint8Array.from([...identity, ...new Uint8Array(32)]),
    };
    const charter = {
      ...sampleCharter,
      keys: sampleCharter.keys.map((key, at) => (at === 1 ? { ...key, publicKey: identity } : key)),
    };
    const network = new NetworkUnderTest(charterHash(encodeCharter(charter)));
    const by = [ada, weak];
    expect(await network.act('charter', charterBody(charter), { by })).toBe('SIGNERS_TOO_FEW');
  });

  test('when one of two keys has expired at its log time', async () => {
    const network = await NetworkUnderTest.founded(keyExpiring(1, start + day));
    expect(await network.act('heartbeat', {}, { at: start + day })).toBe('SIGNERS_TOO_FEW');
    expect(await network.act('heartbeat', {}, { at: start + day - 1 })).toBe('accepted');
    expect(await network.act('heartbeat', {}, { at: start + day, by: [ada, cleo] })).toBe(
      'accepted',
    );
  });

  test('when its role has expired at its log time', async () => {
    const charter = withRole(sampleCharter, 'notice', { expiresAtSeconds: start + day });
    const network = await NetworkUnderTest.founded(charter);
    expect(await network.act('heartbeat', {}, { at: start + day })).toBe('ROLE_EXPIRED');
    expect(await network.act('heartbeat', {}, { at: start + day - 1 })).toBe('accepted');
  });

  test('when it is for another network, or was made under another charter', async () => {
    const network = await NetworkUnderTest.founded();
    const other = new Uint8Array(32).fill(1);
    expect(await network.act('heartbeat', {}, { change: { network: other } })).toBe(
      'OTHER_NETWORK',
    );
    expect(await network.act('heartbeat', {}, { change: { charter: other } })).toBe(
      'OTHER_CHARTER',
    );
  });

  test('when it is logged again', async () => {
    const network = await NetworkUnderTest.founded();
    const entry = await entryOf(network.state, 'heartbeat', {});
    expect(await network.append(entry)).toBe('accepted');
    expect(await network.append(entry)).toBe('NUMBER_PAST');
    // The same act as another entry.
    const again = { ...parseActEntry(entry), loggedAtSeconds: start + 1 };
    expect(await network.append(encodeActEntry(again))).toBe('NUMBER_PAST');
    expect(await network.append(network.log[0]!)).toBe('NUMBER_PAST');
  });

  test('when an act of its line is missing before it', async () => {
    const network = await NetworkUnderTest.founded();
    expect(await network.act('heartbeat', {}, { change: { number: 1 } })).toBe('NUMBER_AHEAD');
    expect(await network.act('heartbeat', {})).toBe('accepted');
  });

  test('when it was logged before one that counts', async () => {
    const network = await NetworkUnderTest.founded();
    await network.act('heartbeat', {}, { at: start + 10 });
    expect(await network.act('heartbeat', {}, { at: start + 9 })).toBe('LOG_TIME_PAST');
    expect(await network.act('heartbeat', {}, { at: start + 10 })).toBe('accepted');
  });

  test('when it had expired, or was made after it was logged by more than clocks differ', async () => {
    const network = await NetworkUnderTest.founded();
    const made = (createdAtSeconds: number) => ({ at: start + day, change: { createdAtSeconds } });
    expect(
      await network.act(
        'heartbeat',
        {},
        {
          at: start + day,
          change: { createdAtSeconds: start, expiresAtSeconds: start + day },
        },
      ),
    ).toBe('ACT_EXPIRED');
    expect(await network.act('heartbeat', {}, made(start + day + 301))).toBe('ACT_AHEAD');
    expect(await network.act('heartbeat', {}, made(start + day + 300))).toBe('accepted');
  });
});

describe('the time of the log', () => {
  test('cannot be moved by what does not count', async () => {
    const network = await NetworkUnderTest.founded();
    await network.act('heartbeat', {}, { by: [ada], at: start + 40 * year });
    expect(await network.act('heartbeat', {}, { at: start + 1 })).toBe('accepted');
  });

  test('holds a replay before an act of the future, until its time has come', async () => {
    const network = await NetworkUnderTest.founded();
    const { state } = network;
    const bytes = await entryOf(state, 'heartbeat', {}, { at: start + day });
    const junk = new Uint8Array(3);
    const next = state.next;
    const entries = [junk, bytes, junk].map((one, at) => ({ index: next + at, bytes: one }));
    const early = await replayEntries(state, entries, { verify, nowSeconds: start });
    expect(early.held).toEqual({ index: next + 1, loggedAtSeconds: start + day });
    expect(early.state.next).toBe(next + 1);
    const rest = entries.slice(1);
    const late = await replayEntries(early.state, rest, { verify, nowSeconds: start + day });
    expect(late.held).toBeUndefined();
    const once = await replayEntries(state, entries, { verify, nowSeconds: start + day });
    expect(encodeNetworkState(late.state)).toEqual(encodeNetworkState(once.state));
    const within = { verify, nowSeconds: start + day - 300 };
    expect((await replayEntries(early.state, rest, within)).held).toBeUndefined();
  });

  test('gives an act 30 days at most to be logged', async () => {
    const { state } = await NetworkUnderTest.founded();
    const expiring = (expiresAtSeconds: number) =>
      entryOf(state, 'heartbeat', {}, { change: { expiresAtSeconds } });
    await expect(expiring(start + 30 * day)).resolves.toBeDefined();
    await expect(expiring(start + 30 * day + 1)).rejects.toMatchObject({ code: 'ACT_MALFORMED' });
    await expect(expiring(start)).rejects.toMatchObject({ code: 'ACT_MALFORMED' });
  });
});

test('an act cannot be cut from one entry and signed into another kind', async () => {
  const network = await NetworkUnderTest.founded();
  const { pin } = network.state;
  const head = { network: pin, charter: pin, number: 0, createdAtSeconds: start };
  const times = { expiresAtSeconds: start + day };
  const stop = encodeAct({ kind: 'recoveryStop', ...head, ...times, body: {} });
  const beat = encodeAct({ kind: 'heartbeat', ...head, ...times, body: {} });
  const signed = parseActEntry(await signedEntry(beat, [ada, ben], start));
  const moved = encodeActEntry({ ...signed, act: stop });
  expect(await network.append(moved)).toBe('RECOVERY_MISSING');
  expect(await network.append(encodeActEntry(signed))).toBe('accepted');
});
