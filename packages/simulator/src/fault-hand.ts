import type { StruckFault } from './fault-kinds.ts';
import type { Network } from './network.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimulatedHandset } from './simulated-handset.ts';
import type { SimulatedRelay } from './simulated-relay.ts';

/** Does a fault to whom chance wants. Gives what was done, in words; `undefined` when there was nobody to do it to. */
type Strike = (random: SeededRandom) => string | undefined | Promise<string | undefined>;

/** One strike a kind of fault. */
export type FaultHand = Readonly<Record<StruckFault, Strike>>;

/** All that a hand can do, in the order in which they are struck. */
export const struckFaults: readonly StruckFault[] = Object.freeze([
  'offline',
  'partition',
  'handset-crash',
  'relay-crash',
  'relay-stop',
  'relay-rollback',
  'relay-gone',
  'withhold',
  'register-split',
  'register-forget',
  'clock-jump',
  'restore',
]);

const hourMs = 3_600_000;
/** How far a clock is off after a jump, either way. */
const maxSkewMs = 8 * hourMs;
/** A death at a write is at most so many writes away. */
const maxWritesLater = 6;

/**
 * @param maxDownMs what is wrong stays so for up to so long
 * @param later does something after so many milliseconds
 */
export function createFaultHand(
  network: Network,
  maxDownMs: number,
  later: (afterMs: number, run: () => void) => void,
): FaultHand {
  const { wait } = network;
  const handset = (random: SeededRandom): SimulatedHandset | undefined =>
    pickFrom(random, network.handsets);
  const relay = (random: SeededRandom): SimulatedRelay | undefined =>
    pickFrom(
      random,
      network.relays.filter((each) => !each.isGone()),
    );
  const withRelay =
    (
      strike: (
        random: SeededRandom,
        relay: SimulatedRelay,
      ) => string | undefined | Promise<string | undefined>,
    ): Strike =>
    (random) => {
      const victim = relay(random);
      return victim === undefined ? undefined : strike(random, victim);
    };
  const withHandset =
    (strike: (random: SeededRandom, handset: SimulatedHandset) => string | undefined): Strike =>
    (random) => {
      const victim = handset(random);
      return victim === undefined ? undefined : strike(random, victim);
    };

  return {
    offline: withHandset((random, victim) => {
      victim.setNetwork('down');
      later(random.whole(0, maxDownMs), () => victim.setNetwork('up'));
      return victim.name;
    }),
    partition: (random) => {
      const handsets = someOf(random, network.handsets);
      const relays = someOf(random, network.relays);
      if (handsets.length === 0 || relays.length === 0) return undefined;
      later(random.whole(0, 2 * maxDownMs), network.partition(handsets, relays));
      return `${handsets.map(({ name }) => name).join()} from ${relays.map(({ url }) => url).join()}`;
    },
    'handset-crash': withHandset((random, victim) => {
      const manner = random.pick(['now', 'before', 'after'] as const);
      if (manner === 'now') victim.crash();
      else victim.crashAtWrite(manner, random.whole(0, maxWritesLater));
      return `${victim.name} ${manner}`;
    }),
    'relay-crash': withRelay((random, victim) => {
      const manner = random.pick(['now', 'before', 'after'] as const);
      if (manner === 'now') victim.crash();
      else victim.crashAtWrite(manner);
      return `${victim.url} ${manner}`;
    }),
    'relay-stop': withRelay(async (_random, victim) => {
      await wait(victim.stop());
      return victim.url;
    }),
    'relay-rollback': withRelay((_random, victim) => {
      victim.rollBack();
      return victim.url;
    }),
    'relay-gone': withRelay((_random, victim) => {
      const isHeldUp = network.handsets.every(({ relays }) =>
        relays.some((url) => url !== victim.url && !isGoneAt(network, url)),
      );
      if (!isHeldUp) return undefined;
      victim.vanish();
      return victim.url;
    }),
    withhold: withRelay((random, victim) => {
      victim.withhold(random.whole(0, maxDownMs));
      return victim.url;
    }),
    'register-split': withRelay(async (random, victim) => {
      const handsets = someOf(random, network.handsets);
      if (victim.isSplit() || handsets.length === 0) return undefined;
      await wait(victim.splitRegisters(handsets.map(({ name }) => name)));
      later(random.whole(0, 4 * maxDownMs), () => victim.joinRegisters());
      return `${victim.url} for ${handsets.map(({ name }) => name).join()}`;
    }),
    'register-forget': withRelay((_random, victim) =>
      victim.forgetRegistered() ? victim.url : undefined,
    ),
    'clock-jump': withHandset((random, victim) => {
      const before = victim.skewMs();
      const skewMs = random.whole(-maxSkewMs, maxSkewMs);
      victim.setSkew(skewMs);
      later(random.whole(0, 4 * maxDownMs), () => victim.setSkew(before));
      return `${victim.name} from ${before} to ${skewMs} ms`;
    }),
    restore: withHandset((_random, victim) => (victim.restoreCopy() ? victim.name : undefined)),
  };
}

function pickFrom<T>(random: SeededRandom, items: readonly T[]): T | undefined {
  return items.length === 0 ? undefined : random.pick(items);
}

/** At least one, where there is one; about half of them. */
function someOf<T>(random: SeededRandom, items: readonly T[]): readonly T[] {
  if (items.length === 0) return [];
  const sure = random.pick(items);
  return items.filter((item) => item === sure || random.chance(0.4));
}

function isGoneAt(network: Network, url: string): boolean {
  return network.relays.some((relay) => relay.url === url && relay.isGone());
}
