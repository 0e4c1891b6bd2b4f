import type { RelayUrl } from '@sotto/core';
import { memoryLink } from '@sotto/link-memory';
import type { HandsetEvent } from '../src/api.ts';
import { createEventHub } from '../src/events/event-hub.ts';
import { createTroubles } from '../src/events/troubles.ts';
import type { Troubles } from '../src/events/troubles.ts';
import { createHomes } from '../src/sync/homes.ts';
import type { Homes } from '../src/sync/homes.ts';
import { createSync } from '../src/sync/sync.ts';
import type { Sync, SyncParts } from '../src/sync/sync.ts';
import { crypto } from './node-crypto.ts';
import { plainStore } from './plain-store.ts';
import type { PlainStore } from './plain-store.ts';
import { stepClock } from './step-clock.ts';
import type { StepClock } from './step-clock.ts';
import { tinyRelay } from './tiny-relay.ts';
import type { TinyRelay } from './tiny-relay.ts';

export const urls = {
  a: 'https://a.example' as RelayUrl,
  b: 'https://b.example' as RelayUrl,
  c: 'https://c.example' as RelayUrl,
} as const;

export interface Net {
  readonly relays: { readonly a: TinyRelay; readonly b: TinyRelay; readonly c: TinyRelay };
  /** Relays that cannot be reached; cutting what is connected is `cutAll`'s. */
  readonly down: Set<RelayUrl>;
  /** Every try to connect, in order. */
  readonly calls: RelayUrl[];
  readonly clock: StepClock;
  readonly store: PlainStore;
  readonly homes: Homes;
  readonly engine: SyncParts & {
    readonly store: PlainStore;
    readonly clock: StepClock;
    readonly self: { readonly device: { readonly signaturePrivateKey: Uint8Array } };
  };
  readonly sync: Sync;
  readonly troubles: Troubles;
  readonly seen: HandsetEvent[];
  readonly stop: () => Promise<void>;
}

export interface NetOptions {
  readonly homes?: readonly RelayUrl[];
  readonly relays?: Net['relays'];
  readonly store?: PlainStore;
  readonly clock?: StepClock;
  readonly seed?: Uint8Array;
}

/** The connecting half of a handset, with three relays that it may or may not reach. */
export async function net(options: NetOptions = {}): Promise<Net> {
  const { clock = stepClock(), store = plainStore() } = options;
  const relays = options.relays ?? { a: tinyRelay(), b: tinyRelay(), c: tinyRelay() };
  const down = new Set<RelayUrl>();
  const calls: RelayUrl[] = [];
  const byUrl = new Map([
    [urls.a, relays.a],
    [urls.b, relays.b],
    [urls.c, relays.c],
  ]);
  for (const relay of byUrl.values()) relay.lies.serverTimeMs ??= () => clock.now();
  const plugin = memoryLink({
    relay: (url) => byUrl.get(url),
    weather: {
      call: (url) => {
        calls.push(url);
        return down.has(url) ? 'down' : undefined;
      },
    },
  });
  const stop = new AbortController();
  const homes = createHomes((options.homes ?? [urls.a]).map((relay) => ({ relay })));
  const events = createEventHub();
  const deviceSeed = options.seed ?? new Uint8Array(32).fill(7);
  const engine = {
    crypto,
    holderSeed: deviceSeed,
    link: await plugin.create({ clock }),
    clock,
    store,
    events,
    homes,
    stopping: stop.signal,
    self: { device: { signaturePrivateKey: deviceSeed } },
  };
  const troubles = createTroubles(events, { info: nothing, warn: nothing, error: nothing });
  const sync = createSync(engine, troubles);
  const seen: HandsetEvent[] = [];
  void (async () => {
    for await (const event of events.subscribe()) seen.push(event);
  })();
  return {
    relays,
    down,
    calls,
    clock,
    store,
    homes,
    engine,
    sync,
    troubles,
    seen,
    stop: async () => {
      stop.abort(new Error('The test is over.'));
      await sync.stopped();
    },
  };
}

export function troublesOf({ seen }: Pick<Net, 'seen'>): readonly string[] {
  return seen.flatMap((event) => (event.type === 'trouble' ? [event.code] : []));
}

function nothing(): void {}
