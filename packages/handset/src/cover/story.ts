import { encodeLives, livesName } from '../life/life-record.ts';
import type { LivesRecord } from '../life/life-record.ts';
import { nextLife, withHeard } from '../life/life-steps.ts';
import { handsetLimits } from '../limits.ts';
import { circle, friendship, jottings } from './happenings.ts';
import { createPerson } from './person.ts';
import type { Person } from './person.ts';
import type { Making } from './rhythm.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Plays everything in its time, and gives the people of the story. */
export async function tellStory(
  making: Making,
  stopping?: AbortSignal,
): Promise<readonly Person[]> {
  const { stage, chance, material, sinceMs, nowMs } = making;
  const { minCoverPeople, maxCoverPeople } = handsetLimits;
  const names = chance.some(material.names, chance.number(minCoverPeople, maxCoverPeople));
  const people: Person[] = [];
  for (const name of names) {
    stage.clock.atMs = sinceMs;
    people.push(await createPerson(stage, name));
  }
  const happenings = [
    ...people.flatMap((person, index) => friendship(making, person, index === 0)),
    ...circle(making, people.slice(0, chance.number(2, handsetLimits.maxCoverGroupPeople))),
    ...jottings(making, people),
  ];
  happenings.sort((a, b) => a.atMs - b.atMs);
  let lives: LivesRecord | undefined;
  let day = 0;
  for (const { atMs, play } of happenings) {
    stopping?.throwIfAborted();
    const today = Math.floor(atMs / dayMs);
    const isUsedUp = stage.framesSent >= handsetLimits.maxFramesPerLife * (3 / 4);
    if (lives === undefined || isUsedUp || (today > day && chance.in100(30))) {
      stage.framesSent = 0;
      lives = nextLife(lives, stage.engine.crypto.random(16), atMs);
      stage.life = lives.lives.at(-1)!.number;
    }
    day = today;
    stage.clock.atMs = atMs;
    await play();
  }
  stage.clock.atMs = nowMs;
  // As it was started today: a life that is too old is taken for that of an older copy.
  lives = nextLife(lives, stage.engine.crypto.random(16), nowMs - chance.number(1, 600) * minuteMs);
  const { number } = lives.lives.at(-1)!;
  for (const relay of stage.engine.homes.relays())
    lives = withHeard(lives, relay, number, handsetLimits.lifeTtlSeconds);
  await stage.engine.store.write([{ put: livesName, value: encodeLives(lives) }]);
  return people;
}
