import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  actKinds,
  encodeActEntry,
  encodeNetworkState,
  freezeLevels,
  networkStateHash,
  parseActEntry,
  parseNetworkState,
  replayEntries,
  startNetwork,
} from '@sotto/charter';
import type { ActBodies, ActKind, FreezeLevel, RelayChange } from '@sotto/charter';
import type { Signer } from './network-under-test.ts';
import {
  ada,
  adaToo,
  ben,
  charterBody,
  cleo,
  day,
  dora,
  emil,
  english,
  entryOf,
  fay,
  following,
  NetworkUnderTest,
  relay,
  signerOf,
  start,
  verify,
  withRole,
  year,
} from './network-under-test.ts';

/** The rules of relays and freezes once more, as simply as can be. */
interface Model {
  now: number;
  relays: ReadonlyMap<string, 'active' | 'draining'>;
  freeze: { readonly level: number; readonly end: number } | undefined;
}
type Command = fc.AsyncCommand<Model, NetworkUnderTest>;
const stranger = await signerOf(77);

const isFrozen = (model: Model) => model.freeze !== undefined && model.now < model.freeze.end;

/** Two persons beat, after some time. */
const beatAfter = (seconds: number): Command => ({
  check: () => true,
  run: async (model, network) => {
    model.now += seconds;
    expect(await network.act('heartbeat', {}, { at: model.now, by: [cleo, ada] })).toBe('accepted');
  },
  toString: () => `beat after ${seconds} s`,
});

const changeRelay = (change: RelayChange['change'], name: string): Command => ({
  check: () => true,
  run: async (model, network) => {
    const next = new Map(model.relays);
    if (change === 'drop') next.delete(name);
    else next.set(name, change === 'add' ? 'active' : 'draining');
    const isSame = next.get(name) === model.relays.get(name);
    const isPossible = !isSame && (change === 'add' || model.relays.has(name));
    const isGood = isPossible && [...next.values()].includes('active');
    const changes = [{ change, relay: relay(name) }];
    const said = await network.act('relays', { changes }, { at: model.now });
    expect(said === 'accepted').toBe(isGood);
    if (isGood) model.relays = next;
    const { relays } = network.state.network!;
    expect(new Map(relays.map((one) => [one.relay, one.standing]))).toEqual(
      new Map([...model.relays].map(([each, standing]) => [relay(each), standing])),
    );
  },
  toString: () => `${change} ${name}`,
});

const freezeFor = (level: FreezeLevel, seconds: number): Command => ({
  check: () => true,
  run: async (model, network) => {
    const end = model.now + seconds;
    const rank = freezeLevels.indexOf(level);
    const isGood = !isFrozen(model) || (rank >= model.freeze!.level && end >= model.freeze!.end);
    const body = { level, reasons: english('Why.'), endsAtSeconds: end };
    const said = await network.act('freeze', body, { at: model.now });
    expect(said).toBe(isGood ? 'accepted' : 'FREEZE_WEAKER');
    if (isGood) model.freeze = { level: rank, end };
  },
  toString: () => `freeze ${level} for ${seconds} s`,
});

const unfreeze: Command = {
  check: () => true,
  run: async (model, network) => {
    const said = await network.act('unfreeze', { reasons: english('Over.') }, { at: model.now });
    expect(said).toBe(isFrozen(model) ? 'accepted' : 'FREEZE_MISSING');
    model.freeze = undefined;
  },
  toString: () => 'unfreeze',
};

/** What somebody without a quorum would like to do. */
function wish(kind: ActKind, model: Model, network: NetworkUnderTest): ActBodies[ActKind] {
  const texts = english('Trust me.');
  const end = model.now + day;
  const mine = withRole(following(network.state), 'root', { keys: [0, 7] });
  const code = { name: 'handset-cli', version: '9', digest: new Uint8Array(32) };
  const wishes: { readonly [K in ActKind]: ActBodies[K] } = {
    charter: charterBody(mine),
    relays: { changes: [{ change: 'add', relay: relay('mine') }] },
    notice: { grade: 'destroyKeys', texts, expiresAtSeconds: end, replaces: null },
    freeze: { level: 'noSending', reasons: texts, endsAtSeconds: end },
    unfreeze: { reasons: texts },
    release: code,
    rebuild: code,
    heartbeat: {},
    recovery: charterBody(mine),
    recoveryEnd: {},
    recoveryStop: {},
  };
  return wishes[kind];
}

/** Whatever fewer persons than the threshold can log: acts of their own, and what they find in the log. */
const misuse = (kind: ActKind, by: readonly Signer[], trick: number, pick: number): Command => ({
  check: () => true,
  run: async (model, network) => {
    const { network: before } = network.state;
    const hash = networkHash(network);
    const own = await entryOf(network.state, kind, wish(kind, model, network), {
      by,
      at: model.now,
    });
    const entry = parseActEntry(own);
    const counted = network.log.filter((_, index) => network.outcomes[index]!.accepted);
    const old = counted[pick % counted.length]!;
    const { signatures } = parseActEntry(old);
    const tricks = [
      () => own,
      () => encodeActEntry({ ...entry, signatures: [...entry.signatures, ...entry.signatures] }),
      () => encodeActEntry({ ...entry, signatures: [...entry.signatures, ...signatures] }),
      () => encodeActEntry({ ...entry, loggedAtSeconds: model.now + 40 * year }),
      () => old,
      () => encodeActEntry({ ...parseActEntry(old), loggedAtSeconds: model.now }),
      () => own.map((byte, at) => (at === pick % own.length ? byte ^ 1 : byte)),
      () => old.subarray(0, pick % old.length),
    ];
    expect(await network.append(tricks[trick % tricks.length]!())).not.toBe('accepted');
    expect(network.state.network).toBe(before);
    expect(networkHash(network)).toEqual(hash);
  },
  toString: () => `misuse ${kind} by ${by.length} signers, trick ${trick}, ${pick}`,
});

/** Of what the acts have made, without what was refused. */
function networkHash({ state }: NetworkUnderTest): Uint8Array {
  return networkStateHash({ ...startNetwork(state.pin), network: state.network! });
}

const resume: Command = {
  check: () => true,
  run: async (_model, network) => {
    const bytes = encodeNetworkState(network.state);
    network.state = parseNetworkState(bytes);
    expect(encodeNetworkState(network.state)).toEqual(bytes);
  },
  toString: () => 'resume',
};

const seconds = fc.constantFrom(0, 1, 3_600, day, 3 * day);
const legitimate = [
  seconds.map(beatAfter),
  fc
    .tuple(fc.constantFrom('add', 'drain', 'drop'), fc.constantFrom('one', 'two', 'three'))
    .map(([change, name]) => changeRelay(change, name)),
  fc
    .tuple(fc.constantFrom(...freezeLevels), fc.constantFrom(60, day, 5 * day))
    .map(([level, length]) => freezeFor(level, length)),
  fc.constant(unfreeze),
  fc.constant(resume),
];
/** Fewer persons of any role than it takes, with whoever has no role. */
const few = fc.constantFrom<readonly Signer[]>(
  [],
  [ada],
  [ada, adaToo],
  [ben, stranger],
  [cleo, dora],
  [stranger, fay, adaToo, ada],
  [emil, ben],
);
const misuses = fc
  .tuple(fc.constantFrom(...actKinds), few, fc.nat({ max: 7 }), fc.nat())
  .map(([kind, by, trick, pick]) => misuse(kind, by, trick, pick));

async function run(commands: Iterable<Command>): Promise<NetworkUnderTest> {
  const real = await NetworkUnderTest.founded();
  const model: Model = {
    now: start,
    relays: new Map([
      ['one', 'active'],
      ['two', 'active'],
    ]),
    freeze: undefined,
  };
  await fc.asyncModelRun(() => ({ model, real }), commands);
  return real;
}

test('no sequence of operations by fewer persons than the threshold changes the network', async () => {
  const property = fc.asyncProperty(
    fc.commands([...legitimate, misuses, misuses, misuses], { maxCommands: 30 }),
    async (commands) => void (await run(commands)),
  );
  await fc.assert(property, { numRuns: 150 });
});

test('going on from any entry gives the same state as replaying from entry 0', async () => {
  const property = fc.asyncProperty(
    fc.commands([...legitimate, misuses], { maxCommands: 20 }),
    fc.nat(),
    async (commands, pick) => {
      const { log, state } = await run(commands);
      const entries = log.map((bytes, index) => ({ index, bytes }));
      const options = { verify, nowSeconds: start + 50 * year };
      const cut = pick % (log.length + 1);
      const first = await replayEntries(startNetwork(state.pin), entries.slice(0, cut), options);
      const kept = parseNetworkState(encodeNetworkState(first.state));
      const rest = await replayEntries(kept, entries.slice(cut), options);
      const whole = await replayEntries(startNetwork(state.pin), entries, options);
      expect(rest.state).toEqual(whole.state);
      expect([...first.outcomes, ...rest.outcomes]).toEqual(whole.outcomes);
      expect(networkStateHash(whole.state)).toEqual(networkStateHash(state));
    },
  );
  await fc.assert(property, { numRuns: 60 });
});
