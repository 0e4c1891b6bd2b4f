import { bytesEqual } from '@sotto/protocol';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { putIntent } from '../group/intents.ts';
import { ownKeyPackages } from '../group/key-packages.ts';
import { commitIntents } from '../group/commit.ts';
import { leavesOf } from '../group/leaves.ts';
import { toHex } from '../hex.ts';
import { selfOf } from '../identity/self.ts';
import { decodeLives, encodeLives, livesName } from '../life/life-record.ts';
import { nextLife, withHeard } from '../life/life-steps.ts';
import { handsetLimits } from '../limits.ts';
import type { CoverRecord } from '../storage/cover-record.ts';
import { decodeSelf } from '../storage/self-record.ts';
import { storeSelf } from '../storage/store-self.ts';
import { tables } from '../storage/tables.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import type { Home } from '../sync/homes.ts';
import type { Settings } from '../api.ts';
import { createChance } from './chance.ts';
import type { Chance } from './chance.ts';
import { composeScene, composeText, materialFor } from './compose.ts';
import { exchangeKeyPackages } from './exchange.ts';
import { personOf } from './person.ts';
import type { Person } from './person.ts';
import { playScene } from './play.ts';
import { openStage } from './stage.ts';
import type { CoverParts, Stage } from './stage.ts';
import { theyRenew, weRenew, weSay } from './talk.ts';
import { wakingMoments } from './waking.ts';

export interface FreshenOptions {
  /** Those of the handset that it lies beside: the cover follows where that one goes. */
  readonly homes: readonly Home[];
  readonly settings: Pick<Settings, 'language' | 'lockAfterSeconds'>;
  readonly nowMs: number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/**
 * Goes on with what a cover's people say, from where it was told last until shortly before now, in the cover's own volume. What its owner
 * did there stays. Cut off, it is done again, and more is said. Gives what the handset beside it is to know from now on.
 */
export async function freshenCover(
  parts: CoverParts,
  store: SealedStore,
  record: CoverRecord,
  { homes, settings, nowMs }: FreshenOptions,
): Promise<CoverRecord> {
  const stored = await store.get({ table: tables.self, id: 'self' });
  if (stored === undefined) return record;
  const before = decodeSelf(stored);
  if (!bytesEqual(selfOf(before).identity, record.identity)) return record;
  const isMoved =
    homes.map(({ relay }) => relay).join() !== before.homes.map(({ relay }) => relay).join();
  const self = isMoved ? { ...before, homes } : before;
  if (isMoved) await storeSelf({ store }, self);
  const chance = createChance(parts.crypto);
  const sinceMs = Math.max(record.freshAtMs, nowMs - handsetLimits.maxCoverFreshenDays * dayMs);
  const life = await liveOn(parts, store, homes, nowMs - chance.number(10, 120) * minuteMs);
  const stage = await openStage(parts, store, self, life);
  try {
    await stage.engine.settings.change(settings);
    const going = { stage, chance, sinceMs, nowMs, record };
    for (const handle of stage.conversations.all()) {
      parts.stopping?.throwIfAborted();
      await goOn(going, handle, isMoved);
    }
    const waiting = [...record.waiting, ...stage.nowhere.opened()];
    return { ...record, waiting, freshAtMs: nowMs };
  } finally {
    await stage.end();
  }
}

interface Going {
  readonly stage: Stage;
  readonly chance: Chance;
  readonly sinceMs: number;
  readonly nowMs: number;
  readonly record: CoverRecord;
}

/** It was in use meanwhile: another life, of which its relays are said to know. */
async function liveOn(
  { crypto }: CoverParts,
  store: SealedStore,
  homes: readonly Home[],
  atMs: number,
): Promise<number> {
  const stored = await store.get(livesName);
  let lives = nextLife(stored && decodeLives(stored), crypto.random(16), atMs);
  const { number } = lives.lives.at(-1)!;
  for (const { relay } of homes)
    lives = withHeard(lives, relay, number, handsetLimits.lifeTtlSeconds);
  await store.write([{ put: livesName, value: encodeLives(lives) }]);
  return number;
}

async function goOn(going: Going, handle: ConversationHandle, isMoved: boolean): Promise<void> {
  const { stage, chance, record, sinceMs, nowMs } = going;
  const { engine } = stage;
  const { state, kind, updatedAtMs, pending, intents } = handle.record();
  // Where its owner left something undone, it is left to them.
  if (state !== 'active' || pending + intents > 0) return;
  if (kind === 'notes') return jot(going, handle);
  const people = await generated(going, handle);
  if (people === undefined) return;
  const material = materialFor(record.language);
  const atMs = wakingMoments(chance, 1, sinceMs, nowMs - 10 * minuteMs)[0] ?? nowMs - 10 * minuteMs;
  stage.clock.atMs = atMs - minuteMs;
  if (isMoved) {
    const { own } = handle.record();
    const relays = engine.homes.relays();
    await handle.change(async (draft) => {
      draft.record = { ...draft.record, own: { ...own, relays } };
      putIntent(draft, { type: 'update' });
    });
    await commitIntents(engine, handle);
    stage.nowhere.takeStored();
  } else if (atMs - updatedAtMs > engine.policy.selfUpdateMs) await weRenew(stage, handle);
  if (isMoved || chance.in100(70))
    for (const person of people) await theyRenew(stage, handle, person);
  const [first] = people;
  if (kind === 'direct' && first !== undefined && (await needsKeyPackages(stage, first)))
    await exchangeKeyPackages(stage, handle, first);
  if (!chance.in100(kind === 'direct' ? 70 : 50)) return;
  stage.clock.atMs = atMs;
  const scene = chance.of(kind === 'direct' ? material.scenes : material.groupScenes);
  await playScene(
    stage,
    chance,
    { handle, people },
    {
      lines: composeScene(chance, material, scene, chance.of(people).name),
      reactions: material.reactions,
      leftUnread: false,
      untilMs: Math.min(nowMs - minuteMs, atMs + 60 * minuteMs),
    },
  );
}

/** The people of a conversation; `undefined` when somebody is in it whom the cover's owner met: nobody speaks for them. */
async function generated(
  { stage, record }: Going,
  handle: ConversationHandle,
): Promise<readonly Person[] | undefined> {
  const { mls, self } = stage.engine;
  const leaves = await handle.look(async ({ group }) => leavesOf(mls, group).all);
  const people: Person[] = [];
  for (const { device, identity } of leaves) {
    if (bytesEqual(identity, self.identity)) continue;
    const known = record.people.find(({ deviceKey }) => bytesEqual(deviceKey, device));
    if (known === undefined) return undefined;
    people.push(personOf(known));
  }
  return people.length === 0 ? undefined : people;
}

async function needsKeyPackages({ engine }: Stage, { self }: Person): Promise<boolean> {
  // Until it is told on again, no session of the cover is to find them due.
  const { keyPackageRenewMs, coverFreshenMs } = handsetLimits;
  const laterMs = engine.clock.now() + keyPackageRenewMs + coverFreshenMs;
  const own = await ownKeyPackages(engine);
  return !own.some(({ identity, endsAtMs }) => toHex(identity) === self.id && endsAtMs > laterMs);
}

async function jot(
  { stage, chance, record, sinceMs, nowMs }: Going,
  notes: ConversationHandle,
): Promise<void> {
  const [atMs] = wakingMoments(chance, 1, sinceMs, nowMs - 10 * minuteMs);
  if (atMs === undefined || !chance.in100(50)) return;
  const material = materialFor(record.language);
  const name = record.people.length === 0 ? '' : chance.of(record.people).name;
  stage.clock.atMs = atMs;
  await weSay(stage, notes, composeText(chance, material, chance.of(material.notes), name));
}
