import type { Clock, RelayUrl } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { memoryLink } from '@sotto/link-memory';
import type { MemoryRelay, Weather } from '@sotto/link-memory';
import type { Mls } from '@sotto/mls';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { MemoryRecordsOptions, MemoryStore } from '@sotto/records-memory';
import type {
  Conversation,
  ConversationId,
  Handset,
  HandsetEvent,
  Message,
  Vault,
  VaultOptions,
} from '../src/api.ts';
import { openVaultOver } from '../src/open-vault.ts';
import { fakePictures } from './fake-pictures.ts';

export const relayUrl = 'https://relay.example' as RelayUrl;
export const passphrase = 'correct horse battery';

/** The machine's time, moved by `offsetMs`; waits are twenty times as short. */
export interface FastClock extends Clock {
  offsetMs: number;
}

export function fastClock(): FastClock {
  const clock: FastClock = {
    offsetMs: 0,
    now: () => Date.now() + clock.offsetMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const timer = setTimeout(resolve, Math.min(ms / 20, 2 ** 31 - 1));
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
  };
  return clock;
}

export interface Person {
  readonly store: MemoryStore;
  readonly clock: FastClock;
  readonly weather: Weather & { down?: boolean };
  vault: Vault;
  handset: Handset;
  readonly seen: HandsetEvent[];
}

export interface PersonOptions {
  /** At `relayUrl`. */
  readonly relay: MemoryRelay;
  /** Other relays, by their addresses. */
  readonly others?: Readonly<Record<string, MemoryRelay>>;
  readonly home?: RelayUrl;
  readonly name?: string;
  readonly store?: MemoryStore;
  readonly clock?: FastClock;
  readonly records?: Omit<MemoryRecordsOptions, 'store'>;
  readonly over?: (mls: Mls) => Mls;
  readonly weather?: Weather & { down?: boolean };
  readonly credit?: Uint8Array;
  readonly vault?: Partial<VaultOptions>;
}

/** The store of a handset over the relay, with a handset in it or none. */
export async function openStore(
  options: PersonOptions,
): Promise<Pick<Person, 'store' | 'clock' | 'weather' | 'vault'>> {
  const { relay, store = createMemoryStore(), clock = fastClock(), weather = {} } = options;
  const call: Weather['call'] = (url) => (weather.down ? 'down' : weather.call?.(url));
  const plugins = [
    nodeCrypto(),
    memoryRecords({ ...options.records, store }),
    memoryLink({
      relay: (url) => (url === relayUrl ? relay : options.others?.[url]),
      weather: { ...weather, call },
    }),
    fakePictures(),
  ];
  const unsafeArgon2 = { memoryKiB: 8, passes: 1, parallelism: 1 };
  const vault = await openVaultOver(
    { plugins, clock, unsafeArgon2, unsafeNoCover: true, ...options.vault },
    options.over ?? ((mls) => mls),
  );
  return { store, clock, weather, vault };
}

/** A handset over the relay: made when the store is empty, else unlocked. */
export async function person(options: PersonOptions): Promise<Person> {
  const opened = await openStore(options);
  const { vault } = opened;
  const made = {
    passphrase,
    relay: options.home ?? relayUrl,
    suggestedName: options.name ?? '',
    ...(options.credit ? { credit: options.credit } : {}),
  };
  const begin = () => (vault.state === 'empty' ? vault.create(made) : vault.unlock({ passphrase }));
  const handset = await begin().catch(async (error: unknown) => {
    await vault.close();
    throw error;
  });
  const seen: HandsetEvent[] = [];
  void collect(handset, seen);
  return { ...opened, handset, seen };
}

async function collect(handset: Handset, seen: HandsetEvent[]): Promise<void> {
  for await (const event of handset.events()) seen.push(event);
}

/** Waits, for a long time if need be, until the answer is not `undefined` or false. */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  for (let tries = 0; tries < 4_000; tries++) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('It never came to be.');
}

/** Two people with a conversation between them. */
export async function meet(
  a: Person,
  b: Person,
): Promise<{ readonly ofA: ConversationId; readonly ofB: ConversationId }> {
  const { link } = await a.handset.createInvite();
  const { id: ofB } = await b.handset.acceptInvite(link);
  const [{ id: ofA }] = await eventually(async () => {
    const all = await a.handset.conversations();
    return all.length > 0 && (all as [Conversation]);
  });
  return { ofA, ofB };
}

export async function texts(handset: Handset, id: ConversationId): Promise<readonly string[]> {
  const { messages } = await handset.history(id, { limit: 200 });
  return messages.map(textOf);
}

export function textOf({ body }: Message): string {
  return body.kind === 'text' ? body.text : `[${body.kind}]`;
}

/** Resolves when the conversation shows exactly these texts. */
export async function shows(
  handset: Handset,
  id: ConversationId,
  expected: readonly string[],
): Promise<void> {
  await eventually(
    async () => JSON.stringify(await texts(handset, id)) === JSON.stringify(expected),
  ).catch(async () => {
    throw new Error(
      `Shows ${JSON.stringify(await texts(handset, id))} and not ${JSON.stringify(expected)}.`,
    );
  });
}

export async function states(handset: Handset, id: ConversationId): Promise<readonly string[]> {
  return (await handset.history(id, { limit: 200 })).messages.map(({ state }) => state);
}
