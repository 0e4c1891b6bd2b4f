import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Plugin, RelayUrl, Services } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import type { ConversationId } from '@sotto/handset';
import { simulatorError } from './error.ts';
import type { NetworkWatch } from './network-watch.ts';
import type { FoundingOptions } from './operator/found-network.ts';
import { foundNetwork } from './operator/found-network.ts';
import type { SimulatedOperator } from './operator/simulated-operator.ts';
import { createPartitions } from './partitions.ts';
import { seededCrypto } from './seeded-crypto.ts';
import type { SeededRandom } from './seeded-random.ts';
import { createSeededRandom } from './seeded-random.ts';
import type { HandsetSetup, SimulatedHandset } from './simulated-handset.ts';
import { createSimulatedHandset } from './simulated-handset.ts';
import { simulatedPictures } from './simulated-pictures.ts';
import type { RelayReach, RelaySetup, SimulatedRelay } from './simulated-relay.ts';
import { createSimulatedRelay } from './simulated-relay.ts';
import { tracked } from './tracked.ts';
import { createVirtualClock } from './virtual-clock.ts';
import type { Climate } from './weather.ts';
import { calm } from './weather.ts';
import { createWorkMeter } from './work-meter.ts';
import type { World } from './world.ts';

export interface NetworkOptions {
  /** What happens, and when, follows from it. */
  readonly seed: number;
  /** Primitives for everybody, such as `nodeCrypto()`. Its random bytes are replaced by seeded ones. */
  readonly crypto: () => Plugin<'crypto'>;
  /** Default: `simulatedPictures`. */
  readonly pictures?: () => Plugin<'pictures'>;
  /** Default: nobody watches. */
  readonly watch?: NetworkWatch;
  /** Hashes in place of key encapsulation and signatures: quick, and every byte follows from the seed. They protect nothing. Default false. */
  readonly unsafeModels?: boolean;
  /** Virtual time at the start, milliseconds since 1970. Default 2026-01-01. */
  readonly startMs?: number;
  /** Handsets have a second store, where they test their wipe and try their backups. Default false. */
  readonly throwaways?: boolean;
}

/** Handsets and relays in one program, with one clock that moves when nothing else can happen. */
export interface Network {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly relays: readonly SimulatedRelay[];
  readonly handsets: readonly SimulatedHandset[];
  /** The people who run a network with a charter, with this network's clock and crypto. Its relays are of this name: `https://<name>.example`. */
  readonly addOperator: (
    relays: readonly string[],
    options?: Omit<FoundingOptions, 'relays'>,
  ) => Promise<SimulatedOperator>;
  /** A relay that is up, at `https://<name>.example`. */
  readonly addRelay: (name?: string, setup?: RelaySetup) => Promise<SimulatedRelay>;
  /** A handset that is up, with its mailboxes at the relay, or at each of several. */
  readonly addHandset: (
    name: string,
    relays: SimulatedRelay | readonly SimulatedRelay[],
    options?: { readonly skewMs?: number; readonly passphrase?: string },
  ) => Promise<SimulatedHandset>;
  /**
   * Another device of somebody, that is up and linked: `of` is shown its code. With `onCode` the code goes there instead, and the device is given
   * before it is linked: `start` waits for that.
   */
  readonly addDevice: (
    of: SimulatedHandset,
    name: string,
    options?: { readonly onCode?: (code: string) => unknown },
  ) => Promise<SimulatedHandset>;
  /** A device that is made of a backup of `of`, under another name. Not started: a test may crash it at a write first. */
  readonly restoreDevice: (
    of: SimulatedHandset,
    name: string,
    restore: NonNullable<HandsetSetup['restore']>,
  ) => SimulatedHandset;
  /** The same with a paper key of `of`. */
  readonly recoverDevice: (
    of: SimulatedHandset,
    name: string,
    recover: NonNullable<HandsetSetup['recover']>,
  ) => SimulatedHandset;
  /** `b` accepts an invite of `a`. Gives the conversation as each of them knows it. */
  readonly introduce: (
    a: SimulatedHandset,
    b: SimulatedHandset,
  ) => Promise<readonly [ofA: ConversationId, ofB: ConversationId]>;
  /** The climate from now on; connections that are cut stay cut. */
  readonly setClimate: (climate: Climate) => void;
  /** These handsets lose these relays: connections end, and nobody answers. Gives what ends the partition. */
  readonly partition: (
    handsets: readonly SimulatedHandset[],
    relays: readonly SimulatedRelay[],
  ) => () => void;
  /** Waits for a promise, and lets time pass as long as it takes. @throws SIMULATION_STUCK past `withinMs` of virtual time; default an hour */
  readonly wait: <T>(promise: Promise<T>, withinMs?: number) => Promise<T>;
  /** Lets time pass until the condition holds; it is asked whenever nothing else happens. @throws SIMULATION_STUCK */
  readonly until: (condition: () => boolean | Promise<boolean>, withinMs?: number) => Promise<void>;
  /** Lets so much time pass. */
  readonly advance: (ms: number) => Promise<void>;
  /** Crashes everything, so that nothing is left that could move. */
  readonly close: () => void;
}

function urlOf(name: string): RelayUrl {
  return `https://${name}.example` as RelayUrl;
}

const hourMs = 3_600_000;
/** Real time that a simulation may stand still before it counts as stuck. */
const patienceMs = 5_000;
const newYear2026 = 1_767_225_600_000;

export function createNetwork(options: NetworkOptions): Network {
  const { seed, pictures = simulatedPictures, startMs = newYear2026, watch = {} } = options;
  const { unsafeModels = false } = options;
  const meter = createWorkMeter();
  const random = createSeededRandom(seed);
  const clock = createVirtualClock(startMs, meter.touch);
  const world: World = {
    clock,
    random,
    pictures: () => tracked(pictures(), meter),
    tracked: (plugin) => tracked(plugin, meter),
    crypto: (label, who) =>
      seededCrypto(options.crypto(), {
        random: random.fork(`crypto ${label}`),
        meter,
        who,
        watch,
        unsafeModels,
      }),
    posted: (body) => watch.posted?.(body),
  };
  const relays = new Map<RelayUrl, RelayReach>();
  const handsets: SimulatedHandset[] = [];
  const partitions = createPartitions();
  let climate = calm;
  let lastStep: Promise<unknown> = Promise.resolve();

  const cut = (remote: string): void => {
    for (const { cut: end } of relays.values()) end(remote);
  };

  /** Ends the next sleep if it ends by `limitMs`; false when there is none. One at a time, whoever asks. */
  const step = (limitMs: number): Promise<boolean> => {
    const stepped = lastStep.then(async () => {
      await meter.idle();
      const nextAtMs = clock.nextAtMs();
      if (nextAtMs === undefined || nextAtMs > limitMs) return false;
      clock.endNextSleep();
      await meter.idle();
      return true;
    });
    lastStep = stepped;
    return stepped;
  };

  const until: Network['until'] = async (condition, withinMs = hourMs) => {
    const limitMs = clock.now() + withinMs;
    await meter.idle();
    let patienceEndsAtMs: number | undefined;
    while (!(await condition())) {
      if (await step(limitMs)) {
        patienceEndsAtMs = undefined;
        continue;
      }
      // A store on a real disk, on a thread of its own, may still be at work that nothing here counts.
      patienceEndsAtMs ??= performance.now() + patienceMs;
      if (performance.now() < patienceEndsAtMs) {
        await pause(5);
        continue;
      }
      throw simulatorError(
        'SIMULATION_STUCK',
        'What was waited for did not happen in its virtual time.',
      );
    }
  };

  const wait: Network['wait'] = async (promise, withinMs) => {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    await until(() => settled, withinMs);
    return promise;
  };

  const add = (setup: HandsetSetup): SimulatedHandset => {
    if (handsets.some((other) => other.name === setup.name))
      throw simulatorError('SIMULATION_MISUSE', 'There is a handset of this name.');
    const given = { ...setup, hasThrowaway: options.throwaways === true };
    const made = createSimulatedHandset(world, given, {
      reach: (url, remote) => relays.get(url)?.memory(remote),
      cut,
      climate: () => climate,
      isBlocked: partitions.isBlocked,
    });
    handsets.push(made);
    return made;
  };

  return {
    clock: clock.lend(),
    random,
    get relays() {
      return [...relays.values()].map(({ relay }) => relay);
    },
    handsets,
    addOperator: async (names, founding = {}) => {
      const { signatures } = await createPlugin(
        world.crypto('operator', 'operator'),
        {} as Services,
      );
      const services = { ed25519: signatures.Ed25519, clock: clock.lend() };
      return wait(foundNetwork({ ...founding, relays: names.map(urlOf) }, services));
    },
    addRelay: async (name = 'relay', setup = {}) => {
      const url = urlOf(name);
      if (relays.has(url))
        throw simulatorError('SIMULATION_MISUSE', 'There is a relay of this name.');
      const reach = createSimulatedRelay(world, url, setup);
      relays.set(url, reach);
      await wait(reach.relay.start());
      return reach.relay;
    },
    addHandset: async (name, homes, { skewMs = 0, passphrase = `passphrase of ${name}` } = {}) => {
      const made = add({ name, relays: [homes].flat().map(({ url }) => url), skewMs, passphrase });
      await wait(made.start());
      return made;
    },
    addDevice: async (of, name, { onCode } = {}) => {
      const link = (code: string): void => {
        // What becomes of it shows at the new device.
        of.handset()
          .linkDevice(code)
          .catch(() => undefined);
      };
      const made = add({
        ...{ name, relays: of.relays, skewMs: 0, passphrase: `passphrase of ${name}` },
        onCode: onCode ?? link,
      });
      if (onCode === undefined) await wait(made.start());
      return made;
    },
    restoreDevice: (of, name, restore) =>
      add({ name, relays: of.relays, skewMs: 0, passphrase: `passphrase of ${name}`, restore }),
    recoverDevice: (of, name, recover) =>
      add({ name, relays: of.relays, skewMs: 0, passphrase: `passphrase of ${name}`, recover }),
    introduce: async (a, b) => {
      const known = new Set((await wait(a.handset().conversations())).map(({ id }) => id));
      const { link } = await wait(a.handset().createInvite());
      const ofB = await wait(b.handset().acceptInvite(link));
      let ofA: ConversationId | undefined;
      await until(async () => {
        const all = await a.handset().conversations();
        ofA = all.find(({ id }) => !known.has(id))?.id;
        return ofA !== undefined;
      });
      return [ofA as ConversationId, ofB.id];
    },
    setClimate: (next) => {
      climate = next;
    },
    partition: (some, from) => {
      const names = some.map(({ name }) => name);
      const urls = from.map(({ url }) => url);
      const end = partitions.add({ handsets: names, relays: urls });
      for (const url of urls) for (const name of names) relays.get(url)?.cut(name);
      return () => {
        end();
        for (const each of some) each.nudge();
      };
    },
    wait,
    until,
    advance: async (ms) => {
      const limitMs = clock.now() + ms;
      while (await step(limitMs));
      clock.moveTo(limitMs);
    },
    close: () => {
      for (const each of handsets) each.crash();
      for (const { relay } of relays.values()) relay.crash();
    },
  };
}
