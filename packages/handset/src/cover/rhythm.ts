import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetLimits } from '../limits.ts';
import type { Chance } from './chance.ts';
import { composeScene } from './compose.ts';
import { exchangeKeyPackages } from './exchange.ts';
import type { Material } from './material.ts';
import type { Person } from './person.ts';
import { playScene } from './play.ts';
import type { Stage } from './stage.ts';
import { theyRenew, weRenew } from './talk.ts';
import { wakingMoment, wakingMoments } from './waking.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** A cover that is being made. */
export interface Making {
  readonly stage: Stage;
  readonly chance: Chance;
  readonly material: Material;
  readonly sinceMs: number;
  readonly nowMs: number;
}

/** Something that is to happen at a time. */
export interface Happening {
  readonly atMs: number;
  readonly play: () => Promise<void>;
}

/** Exchanges at times when people are awake. */
export function scenes(
  { stage, chance, material, nowMs }: Making,
  all: Material['scenes'],
  fromMs: number,
  where: () => Parameters<typeof playScene>[2] | undefined,
): readonly Happening[] {
  const count = chance.number(2, handsetLimits.maxCoverScenes);
  const untilMs = nowMs - 2 * minuteMs;
  const moments = wakingMoments(chance, count, fromMs, untilMs);
  const chosen = chance.some(all, moments.length);
  return moments.map((atMs, index) => ({
    atMs,
    play: async () => {
      const played = where();
      if (played === undefined) return;
      const name = chance.of(played.people).name;
      await playScene(stage, chance, played, {
        lines: composeScene(chance, material, chosen[index] ?? [], name),
        reactions: material.reactions,
        leftUnread: index === moments.length - 1 && chance.in100(12),
        untilMs: Math.min(untilMs + minuteMs, atMs + 60 * minuteMs),
      });
    },
  }));
}

/** Both devices renew their leaves week by week. */
export function renewals(
  { stage, chance, nowMs }: Making,
  metAtMs: number,
  where: () => ConversationHandle | undefined,
  people: readonly Person[],
): readonly Happening[] {
  const found: Happening[] = [];
  const add = (atMs: number, renew: (handle: ConversationHandle) => Promise<void>): void => {
    const play = async (): Promise<void> => {
      const handle = where();
      if (handle !== undefined) await renew(handle);
    };
    found.push({ atMs, play });
  };
  const everyMs = handsetLimits.selfUpdateMs;
  for (let atMs = metAtMs + everyMs; atMs < nowMs - 60 * minuteMs; atMs += everyMs) {
    add(wakingMoment(chance, atMs, Math.min(atMs + dayMs / 2, nowMs - 2 * minuteMs)), (handle) =>
      weRenew(stage, handle),
    );
    for (const person of people)
      add(wakingMoment(chance, atMs, Math.min(atMs + dayMs, nowMs - 2 * minuteMs)), (handle) =>
        theyRenew(stage, handle, person),
      );
  }
  return found;
}

/** KeyPackages given again, so that none is due before the cover is told on. */
export function givings(
  { stage, chance, nowMs }: Making,
  metAtMs: number,
  where: () => ConversationHandle | undefined,
  person: Person,
): readonly Happening[] {
  const { keyPackageSeconds, keyPackageRenewMs, coverFreshenMs } = handsetLimits;
  const dueMs = metAtMs + keyPackageSeconds * 1_000 - keyPackageRenewMs - coverFreshenMs;
  if (dueMs > nowMs) return [];
  const play = async (): Promise<void> => {
    const handle = where();
    if (handle !== undefined) await exchangeKeyPackages(stage, handle, person);
  };
  return [
    { atMs: wakingMoment(chance, Math.min(dueMs, nowMs - dayMs), nowMs - 5 * minuteMs), play },
  ];
}
