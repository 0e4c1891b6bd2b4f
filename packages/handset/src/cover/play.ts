import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetLimits } from '../limits.ts';
import type { Chance } from './chance.ts';
import type { Line } from './compose.ts';
import type { Person } from './person.ts';
import type { Stage } from './stage.ts';
import { theyHave, theySay, weReact, weRead, weReport, weSay } from './talk.ts';

/** What is played in one conversation, one after the other. */
export interface Played {
  readonly handle: ConversationHandle;
  /** The others, by the numbers of the lines; the first is 1. */
  readonly people: readonly Person[];
}

export interface SceneOptions {
  readonly lines: readonly Line[];
  readonly reactions: readonly string[];
  /** The owner has not looked at what was said last. */
  readonly leftUnread: boolean;
  /** It ends by then. */
  readonly untilMs: number;
}

/** Plays a scene from where the stage's clock is. */
export async function playScene(
  stage: Stage,
  chance: Chance,
  { handle, people }: Played,
  { lines, reactions, leftUnread, untilMs }: SceneOptions,
): Promise<void> {
  const { clock } = stage;
  let unheard: Uint8Array[] = [];
  let unseen: Uint8Array | undefined;
  const mostSeconds = Math.max(1, Math.floor((untilMs - clock.atMs) / 1_000 / (lines.length + 1)));
  const pass = (): void => {
    clock.atMs += chance.number(1, Math.min(mostSeconds, 420)) * 1_000 - chance.number(1, 999);
  };
  const heard = async (by: readonly Person[]): Promise<void> => {
    for (const person of by)
      if (unheard.length > 0) await theyHave(stage, handle, person, unheard, 'read');
    unheard = [];
  };
  const look = async (): Promise<void> => {
    if (unseen !== undefined) await weRead(stage, handle, unseen);
    unseen = undefined;
  };

  for (const { who, text } of lines) {
    pass();
    if (who === 0) {
      await look();
      unheard.push(await weSay(stage, handle, text));
      continue;
    }
    const person = people[(who - 1) % people.length];
    if (person === undefined) continue;
    await heard(people);
    unseen = await theySay(stage, handle, person, text, livesBetween(chance));
  }
  pass();
  if (unheard.length > 0 && chance.in100(15)) {
    for (const person of people) await theyHave(stage, handle, person, unheard, 'delivered');
  } else await heard(people);
  const last = unseen;
  if (leftUnread) return weReport(stage, handle);
  await look();
  if (last !== undefined && chance.in100(12))
    await weReact(stage, handle, last, chance.of(reactions));
}

/** Numbers that a device leaves out when it was started anew since it wrote last. */
function livesBetween(chance: Chance): number {
  return chance.in100(20) ? handsetLimits.maxFramesPerLife : 0;
}
