import type { ConversationHandle } from '../conversation/conversation.ts';
import { openNotes } from '../group/groups.ts';
import { handsetLimits } from '../limits.ts';
import { composeText } from './compose.ts';
import { exchangeKeyPackages } from './exchange.ts';
import { gather } from './gather.ts';
import { meet } from './meet.ts';
import type { Person } from './person.ts';
import { givings, renewals, scenes } from './rhythm.ts';
import type { Happening, Making } from './rhythm.ts';
import { weSay } from './talk.ts';
import { wakingMoment, wakingMoments } from './waking.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** A conversation of two from the day on which they met. The first one is as old as the handset. */
export function friendship(making: Making, person: Person, isFirst: boolean): readonly Happening[] {
  const { stage, chance, material, sinceMs, nowMs } = making;
  const latestMs = nowMs - handsetLimits.minCoverDays * dayMs;
  const soonMs = sinceMs + dayMs;
  const metAtMs = wakingMoment(chance, sinceMs, isFirst ? soonMs : Math.max(soonMs, latestMs));
  let handle: ConversationHandle | undefined;
  const begin = async (): Promise<void> => {
    const meeting = chance.in100(50) ? 'theirs' : 'ours';
    const petname = chance.in100(35)
      ? composeText(chance, material, chance.of(material.petnames), person.name)
      : '';
    handle = await meet(stage, person, { meeting, petname });
    stage.clock.atMs += chance.number(2, 40) * 1_000;
    await exchangeKeyPackages(stage, handle, person);
  };
  const talking = scenes(
    making,
    material.scenes,
    metAtMs + 5 * minuteMs,
    () => handle && { handle, people: [person] },
  );
  const renewing = renewals(making, metAtMs, () => handle, [person]);
  return [
    { atMs: metAtMs, play: begin },
    ...talking,
    ...renewing,
    ...givings(making, metAtMs, () => handle, person),
  ];
}

/** A group of the owner's. */
export function circle(making: Making, people: readonly Person[]): readonly Happening[] {
  const { stage, chance, material, nowMs } = making;
  const { minCoverDays } = handsetLimits;
  // By then all of them have met.
  const fromMs = nowMs - minCoverDays * dayMs + 60 * minuteMs;
  const begunAtMs = wakingMoment(chance, fromMs, nowMs - 2 * dayMs);
  let handle: ConversationHandle | undefined;
  const begin = async (): Promise<void> => {
    const name = composeText(chance, material, chance.of(material.groups), people.at(-1)!.name);
    handle = await gather(stage, name, people);
  };
  const talking = scenes(
    making,
    material.groupScenes,
    begunAtMs + 5 * minuteMs,
    () => handle && { handle, people },
  );
  return [{ atMs: begunAtMs, play: begin }, ...talking];
}

/** What the owner notes for themselves. */
export function jottings(
  { stage, chance, material, sinceMs, nowMs }: Making,
  people: readonly Person[],
): readonly Happening[] {
  const { engine, conversations } = stage;
  const count = chance.number(2, handsetLimits.maxCoverNotes);
  const moments = wakingMoments(chance, count, sinceMs, nowMs - minuteMs);
  const templates = chance.some(material.notes, moments.length);
  return moments.map((atMs, index) => ({
    atMs,
    play: async () => {
      const notes = await openNotes({ engine, conversations });
      const { name } = chance.of(people);
      await weSay(stage, notes, composeText(chance, material, templates[index] ?? '', name));
    },
  }));
}
