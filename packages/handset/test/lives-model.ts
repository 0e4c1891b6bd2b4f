import type { RelayUrl } from '@sotto/core';
import { decodeLives, livesName } from '../src/life/life-record.ts';
import { createLife } from '../src/life/life.ts';
import type { LifeOutcome } from '../src/life/life.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { createHomes } from '../src/sync/homes.ts';
import type { RelaySession } from '../src/sync/relay-session.ts';
import { plainStore } from './plain-store.ts';
import type { PlainStore } from './plain-store.ts';

/** A relay that keeps registers and nothing else. */
export type ModelRelay = Map<string, Uint8Array[]>;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export function copyRelay(relay: ModelRelay): ModelRelay {
  return new Map(Array.from(relay, ([token, bodies]) => [token, [...bodies]]));
}

function register(relay: ModelRelay, token: Uint8Array, body: Uint8Array) {
  const bodies = relay.get(hex(token)) ?? [];
  relay.set(hex(token), bodies);
  let position = bodies.findIndex((each) => hex(each) === hex(body));
  if (position < 0) position = bodies.push(body.slice()) - 1;
  return {
    kind: 'registered' as const,
    id: 1,
    position,
    before: bodies.slice(0, position),
    full: false,
  };
}

/** A store at one moment: what somebody who copies it has. */
export interface Image {
  readonly store: PlainStore;
  /** Numbers of this image and all those that it came from, in order. */
  readonly history: readonly number[];
  /** Which leaf its ratchets are of: a new one after coming back. */
  readonly leaf: number;
  /** Uses of ratchets that it knows of. */
  readonly uses: readonly number[];
}

/** Ratchets were used. */
export interface Use {
  readonly number: number;
  readonly leaf: number;
  /** Nonce of the life in which it was, in hex. */
  readonly nonce: string;
}

let randoms = 0;
/** Primitives that are cheap and collide never: what is proven here is the order of steps. */
const crypto = {
  random: (length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    new DataView(bytes.buffer).setUint32(0, ++randoms);
    // Where a leap takes its distance from.
    if (length >= 24) new DataView(bytes.buffer).setUint32(16, randoms);
    return bytes;
  },
  hash: async (_algorithm: string, data: Uint8Array): Promise<Uint8Array> => {
    const digest = new Uint8Array(32);
    digest.set(data.subarray(0, 32));
    return digest;
  },
  hkdfExpand: async (
    _algorithm: string,
    _prk: Uint8Array,
    info: Uint8Array,
  ): Promise<Uint8Array> => {
    const token = new Uint8Array(32);
    token.set(info.subarray(info.length - 8));
    return token;
  },
};

/** Stands before every step that leaves a trace: resolves when it may be taken, and never in a process that has died. */
export type Gate = () => Promise<void>;

export interface Start {
  readonly store: PlainStore;
  readonly outcome: Promise<LifeOutcome>;
  /** What is stored after each write, oldest first. */
  readonly written: readonly PlainStore[];
  /** Nonces of the lives that the store knew of at first, in hex. */
  readonly knew: ReadonlySet<string>;
  readonly acknowledge: () => Promise<void>;
  readonly stop: () => void;
}

export interface StartOptions {
  readonly image: PlainStore;
  readonly relays: readonly ModelRelay[];
  /** Before each write. */
  readonly before: Gate;
  /** Before each question to a relay. */
  readonly ask: Gate;
  /** After each step, before the process hears of it. */
  readonly after: Gate;
}

/** One start of a handset over a copy of an image. */
export async function start({ image, relays, before, ask, after }: StartOptions): Promise<Start> {
  const store = image.copy();
  const knew = new Set((await livesOf(store)).map(({ nonce }) => hex(nonce)));
  const written: PlainStore[] = [];
  const stop = new AbortController();
  const urls = relays.map((_, index) => `https://${index}.example` as RelayUrl);
  const gated = {
    ...store,
    write: async (changes: Parameters<PlainStore['write']>[0]) => {
      await before();
      await store.write(changes);
      written.push(store.copy());
      await after();
    },
  };
  const session = (relay: RelayUrl): RelaySession =>
    ({
      relay,
      limits: { maxTtlSeconds: 2_592_000 },
      request: async (request: { token: Uint8Array; body: Uint8Array }) => {
        await ask();
        const answer = register(relays[urls.indexOf(relay)]!, request.token, request.body);
        await after();
        return answer;
      },
    }) as unknown as RelaySession;
  const life = createLife(
    {
      store: gated,
      crypto: crypto as never,
      clock: { now: () => 1_000, sleep },
      stopping: stop.signal,
      homes: createHomes(urls.map((relay) => ({ relay }))),
      self: { device: { signaturePrivateKey: new Uint8Array(32) } },
    },
    { patiently: async (relay) => session(relay) },
    {
      report: (error) => {
        throw error;
      },
      over: () => {},
    },
  );
  return {
    store,
    outcome: life.outcome,
    written,
    knew,
    acknowledge: async () => {
      const tx = beginTransaction(store);
      life.acknowledge(tx);
      await tx.commit();
    },
    stop: () => stop.abort(new Error('Stopped.')),
  };
}

// Time stands still.
function sleep(_ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

async function livesOf(store: PlainStore) {
  const stored = await store.get(livesName);
  return stored ? decodeLives(stored).lives : [];
}

export async function presentNonce(store: PlainStore): Promise<string> {
  return hex((await livesOf(store)).at(-1)?.nonce ?? new Uint8Array(0));
}

export const emptyImage: Image = { store: plainStore(), history: [0], leaf: 0, uses: [] };
