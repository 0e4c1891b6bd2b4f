import { describe, expect, test } from 'vitest';
import { encodeCbor } from '@sotto/protocol';
import {
  charterHash,
  charterLimits,
  encodeCharter,
  encodeNetworkState,
  networkStateHash,
  parseNetworkState,
  replayEntries,
  startNetwork,
} from '@sotto/charter';
import {
  ada,
  ben,
  charterBody,
  day,
  dora,
  emil,
  english,
  entryOf,
  following,
  NetworkUnderTest,
  relay,
  sampleCharter,
  start,
  verify,
} from './network-under-test.ts';

const options = { verify, nowSeconds: start + day };
const code = { name: 'handset-cli', version: '1', digest: new Uint8Array(32).fill(5) };

/** One of everything that a state can hold. */
async function fullNetwork(): Promise<NetworkUnderTest> {
  const network = await NetworkUnderTest.founded();
  const texts = english('Tea.');
  const ends = start + 2 * day;
  await network.append(new Uint8Array(2));
  await network.act('relays', { changes: [{ change: 'drain', relay: relay('one') }] });
  await network.act('notice', {
    grade: 'move',
    texts,
    expiresAtSeconds: ends,
    replaces: null,
  });
  await network.act('release', code);
  await network.act('rebuild', code);
  await network.act('freeze', { level: 'noUpdates', reasons: texts, endsAtSeconds: ends });
  await network.act('heartbeat', {}, { by: [ada] });
  const next = charterBody(following(network.state));
  await network.act('recovery', next, { by: [dora, emil, ada, ben] });
  return network;
}

describe('a replay', () => {
  test('takes entries in their order, from the next one on', async () => {
    const { state, log } = await NetworkUnderTest.founded();
    const bytes = log[0]!;
    for (const entries of [[{ index: 0, bytes }], [{ index: 2, bytes }]]) {
      await expect(replayEntries(state, entries, options)).rejects.toMatchObject({
        code: 'NETWORK_REPLAY_INPUT',
      });
    }
    const twice = [
      { index: 1, bytes },
      { index: 1, bytes },
    ];
    await expect(replayEntries(state, twice, options)).rejects.toMatchObject({
      code: 'NETWORK_REPLAY_INPUT',
    });
    expect(() => startNetwork(new Uint8Array(31))).toThrow(
      expect.objectContaining({ code: 'NETWORK_REPLAY_INPUT' }),
    );
  });

  test('makes a new state and leaves the one it was given', async () => {
    const { state } = await fullNetwork();
    const before = encodeNetworkState(state);
    const entry = { index: state.next, bytes: await entryOf(state, 'heartbeat', {}) };
    const replay = await replayEntries(state, [entry], options);
    expect(replay.outcomes[0]!.accepted).toBe(true);
    expect(encodeNetworkState(state)).toEqual(before);
    expect(replay.state.network!.numbers.heartbeat).toBe(1);
  });

  test('checks what is new and nothing else', async () => {
    const network = await fullNetwork();
    let checks = 0;
    const counting = {
      ...options,
      verify: async (...signed: Parameters<typeof verify>) => {
        checks++;
        return verify(...signed);
      },
    };
    const kept = parseNetworkState(encodeNetworkState(network.state));
    const bytes = await entryOf(kept, 'heartbeat', {});
    await replayEntries(kept, [{ index: kept.next, bytes }], counting);
    expect(checks).toBe(2);
  });

  test('keeps what it refused with the reason, and changes nothing by it', async () => {
    const network = await NetworkUnderTest.founded();
    const { network: before } = network.state;
    const tooLong = new Uint8Array(charterLimits.maxEntryBytes + 1);
    expect(await network.append(tooLong)).toBe('ENTRY_TOO_LONG');
    expect(await network.append(new Uint8Array(0))).toBe('ENTRY_MALFORMED');
    const unknownVersion = encodeCbor(new Map([[0, 2]]));
    expect(await network.append(unknownVersion)).toBe('ENTRY_UNSUPPORTED');
    expect(network.state.network).toBe(before);
    expect(network.state.refused).toEqual({
      count: 3,
      latest: [
        { index: 1, reason: 'ENTRY_TOO_LONG' },
        { index: 2, reason: 'ENTRY_MALFORMED' },
        { index: 3, reason: 'ENTRY_UNSUPPORTED' },
      ],
    });
    for (let more = 0; more < 70; more++) await network.append(new Uint8Array(1));
    const { count, latest } = network.state.refused;
    expect([count, latest.length, latest.at(-1)!.index]).toEqual([73, 64, 73]);
  });

  test('refuses an act of a kind that is not known', async () => {
    const network = await NetworkUnderTest.founded();
    const act = encodeCbor(
      new Map<number, number>([
        [0, 1],
        [1, 11],
      ]),
    );
    const entry = encodeCbor(
      new Map<number, number | Uint8Array | readonly never[]>([
        [0, 1],
        [1, start],
        [2, act],
        [3, []],
      ]),
    );
    expect(await network.append(entry)).toBe('ENTRY_UNSUPPORTED');
  });
});

describe('a state', () => {
  test('comes back from its bytes, also before the charter was found', async () => {
    const { state } = await fullNetwork();
    expect(state.network).toMatchObject({ recovery: {}, release: {}, rebuild: {}, freeze: {} });
    expect(parseNetworkState(encodeNetworkState(state))).toEqual(state);
    const empty = startNetwork(charterHash(encodeCharter(sampleCharter)));
    expect(parseNetworkState(encodeNetworkState(empty))).toEqual(empty);
  });

  test('has the same hash after the same entries, and another when one was refused for another reason', async () => {
    const [one, two] = [await NetworkUnderTest.founded(), await NetworkUnderTest.founded()];
    expect(networkStateHash(one.state)).toEqual(networkStateHash(two.state));
    await one.append(new Uint8Array(1));
    await two.append(new Uint8Array(charterLimits.maxEntryBytes + 1));
    expect(networkStateHash(one.state)).not.toEqual(networkStateHash(two.state));
  });

  test('is refused with any bit of it turned, and cut anywhere', async () => {
    const bytes = encodeNetworkState((await NetworkUnderTest.founded()).state);
    const codeOf = (damaged: Uint8Array): unknown => {
      try {
        return parseNetworkState(damaged);
      } catch (error) {
        return (error as { code?: unknown }).code;
      }
    };
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at]! ^= 1 << (at % 8);
      // The second byte is the version.
      expect(codeOf(damaged)).toBe(
        at === 1 ? 'NETWORK_STATE_VERSION_UNSUPPORTED' : 'NETWORK_STATE_CORRUPT',
      );
      expect(codeOf(bytes.subarray(0, at))).toBe('NETWORK_STATE_CORRUPT');
    }
  });

  test('of another version is told from a damaged one', () => {
    expect(() => parseNetworkState(encodeCbor([2, null]))).toThrow(
      expect.objectContaining({ code: 'NETWORK_STATE_VERSION_UNSUPPORTED' }),
    );
  });
});
