import type { LogSource } from '@sotto/actlog';
import type { RelayUrl } from '@sotto/core';
import type { NetworkTroubleReason } from '../api.ts';
import type { Engine } from '../engine.ts';
import { someOf } from '../group/some-of.ts';
import { handsetLimits } from '../limits.ts';
import { mayConnect } from '../sync/may-connect.ts';
import type { NetworkBook, Taken } from './book.ts';
import { bounded } from './bounded.ts';
import { relaySource } from './relay-source.ts';

export type LookParts = Pick<Engine, 'link' | 'clock' | 'crypto' | 'homes'> & {
  readonly book: NetworkBook;
};

/**
 * Looks at the log of every home relay, and of some others of the network: no home can hide for long what another one shows. All are
 * asked for their heads at once, so that those that are away cost one wait; then one after the other is followed.
 */
export async function lookAtRelays(
  parts: LookParts,
  others: number,
  signal: AbortSignal,
): Promise<void> {
  const { book } = parts;
  const relays = relaysToAsk(parts, others);
  const heads = await Promise.all(relays.map((relay) => readHead(parts, relay, signal)));
  const found: Looked[] = [];
  for (const [index, relay] of relays.entries()) {
    const head = heads[index];
    const taken = typeof head === 'string' ? head : await follow(parts, relay, head, signal);
    found.push({ relay, taken });
  }
  signal.throwIfAborted();
  await book.noteTrouble(troubleOf(found));
}

/** Looks at the log of one relay, whose head is known to differ. What goes wrong is for the next look at all of them. */
export async function lookAtRelay(
  parts: LookParts,
  relay: RelayUrl,
  signal: AbortSignal,
): Promise<void> {
  const head = await readHead(parts, relay, signal);
  if (typeof head !== 'string') await follow(parts, relay, head, signal);
}

/** Pins the network that an invite named, when the log of a home relay begins with its charter. */
export async function confirmOffered(
  { book, homes, ...parts }: LookParts,
  charterHash: Uint8Array,
  signal: AbortSignal,
): Promise<boolean> {
  for (const relay of homes.relays()) {
    const isPinned = await bounded(parts, handsetLimits.lookTimeoutMs, signal, (within) =>
      book.takeOffered(relaySource(parts, relay, within), charterHash),
    );
    if (isPinned === true) return true;
  }
  return false;
}

interface Looked {
  readonly relay: RelayUrl;
  readonly taken: Taken;
}

type Head = Uint8Array | undefined;

function relaysToAsk({ book, homes, ...parts }: LookParts, most: number): readonly RelayUrl[] {
  const own = homes.relays();
  const listed = book.network()?.relays.map(({ relay }) => relay) ?? [];
  const others = listed.filter(
    (relay) => !own.includes(relay) && mayConnect(homes.primary(), relay),
  );
  return [...own, ...someOf(parts, others, most)];
}

async function readHead(
  parts: LookParts,
  relay: RelayUrl,
  signal: AbortSignal,
): Promise<Head | NetworkTroubleReason> {
  const read = await bounded(parts, handsetLimits.headTimeoutMs, signal, async (limited) => ({
    head: await relaySource(parts, relay, limited).checkpoint(),
  }));
  return typeof read === 'string' ? read : read.head;
}

function follow(
  parts: LookParts,
  relay: RelayUrl,
  head: Head,
  signal: AbortSignal,
): Promise<Taken> {
  return bounded(parts, handsetLimits.lookTimeoutMs, signal, async (limited) => {
    const source: LogSource = {
      ...relaySource(parts, relay, limited),
      checkpoint: async () => head,
    };
    const { outcome } = await parts.book.take(source, 'relay');
    return outcome;
  });
}

/** That a relay is away, or serves no log, is told when no other had it. Anything else is told always. */
function troubleOf(
  found: readonly Looked[],
): { readonly reason: NetworkTroubleReason; readonly relay: RelayUrl } | undefined {
  const isRead = found.some(({ taken }) => isReading(taken));
  for (const { relay, taken } of found) {
    if (isReading(taken)) continue;
    if (isRead && (taken === 'unreachable' || taken === 'missing')) continue;
    return { reason: taken, relay };
  }
  return undefined;
}

function isReading(taken: Taken): taken is Exclude<Taken, NetworkTroubleReason> {
  return readings.has(taken);
}

const readings: ReadonlySet<Taken> = new Set<Taken>([
  'current',
  'advanced',
  'behind',
  'equivocation',
]);
