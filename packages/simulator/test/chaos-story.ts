import { nodeCrypto } from '@sotto/crypto-node';
import type { ConversationId, Draft, Message, MessageId } from '@sotto/handset';
import type { Network, RelaySetup, SimulatedHandset } from '../src/index.ts';
import {
  cleanedSimulatedPicture,
  createFaults,
  createNetwork,
  simulatedPicture,
} from '../src/index.ts';

/** One end of a conversation. */
interface End {
  readonly who: SimulatedHandset;
  readonly id: ConversationId;
}

/** Everything that was tried to be said in one conversation, by its words. */
interface Said {
  /** `send` resolved: it can no longer be lost. */
  readonly kept: Set<string>;
  /** `send` was begun; when its handset died meanwhile, it may have been kept or not. */
  readonly tried: Set<string>;
}

interface Talk extends Said {
  readonly ends: readonly [End, End];
}

export interface Story {
  readonly net: Network;
  readonly talks: readonly Talk[];
}

const sleepBetweenMs = 4_000;
const lookEveryMs = 2_000;
const patienceMs = 600_000;
export const unequal = 'After ten minutes of calm the two ends know of different messages.';

/**
 * Some handsets in pairs say things to each other while everything around them fails; then the faults end, and it is quiet.
 */
export async function liveThroughChaos(
  seed: number,
  steps: number,
  setup: RelaySetup = {},
): Promise<Story> {
  const net = createNetwork({ seed, crypto: nodeCrypto });
  const { random } = net;
  const relays = [await net.addRelay('one', setup)];
  if (random.chance(0.5)) relays.push(await net.addRelay('two', setup));
  const talks: Talk[] = [];
  const pairs = random.whole(1, 3);
  for (let pair = 0; pair < pairs; pair += 1) {
    const a = await net.addHandset(`a${pair}`, random.pick(relays));
    const b = await net.addHandset(`b${pair}`, random.pick(relays));
    const [ofA, ofB] = await net.introduce(a, b);
    const ends = [
      { who: a, id: ofA },
      { who: b, id: ofB },
    ] as const;
    talks.push({ ends, kept: new Set(), tried: new Set() });
  }
  const faults = createFaults(net);
  const sending: Promise<void>[] = [];
  for (let step = 0; step < steps; step += 1) {
    await faults.strike();
    const talk = random.pick(talks);
    const end = random.pick(talk.ends);
    if (end.who.isUp())
      sending.push(say(talk, end, `${step} by ${end.who.name}`, random.chance(0.12)));
    if (random.chance(0.2) && end.who.isUp()) sending.push(readAll(end));
    await net.advance(random.whole(0, sleepBetweenMs));
  }
  await faults.end();
  await quiet(net, talks);
  return { net, talks };
}

async function say(said: Said, { who, id }: End, words: string, asPicture: boolean): Promise<void> {
  said.tried.add(words);
  const draft: Draft = asPicture
    ? { picture: simulatedPicture(pictureOf(words)), caption: words }
    : { text: words };
  try {
    await who.handset().send(id, draft);
    said.kept.add(words);
  } catch (error) {
    // Only a death excuses: the handset that was asked is no longer the one that runs.
    if (!isDeath(error)) throw error;
  }
}

async function readAll({ who, id }: End): Promise<void> {
  try {
    const { messages } = await who.handset().history(id);
    const last = messages.findLast(({ mine }) => !mine);
    if (last !== undefined) await who.handset().markRead(id, last.id);
  } catch (error) {
    if (!isDeath(error)) throw error;
  }
}

function isDeath(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return [
    'RECORDS_BROKEN',
    'SIMULATION_CRASH',
    'SIMULATION_MISUSE',
    'HANDSET_LOCKED',
    'VAULT_BROKEN',
  ].includes(code);
}

/** A picture that belongs to these words, of some kilobytes. */
export function pictureOf(words: string): Uint8Array {
  const bytes = new TextEncoder().encode(words);
  return Uint8Array.from(
    { length: 3_000 + 997 * words.length },
    (_, at) => bytes[at % bytes.length] as number,
  );
}

/** Lets time pass until both ends know of the same messages. @throws Error after ten minutes of calm */
async function quiet(net: Network, talks: readonly Talk[]): Promise<void> {
  await net.wait(Promise.all(net.handsets.map((each) => each.handset().settled())), patienceMs);
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookEveryMs) {
    await net.advance(lookEveryMs);
    if ((await Promise.all(talks.map(knowTheSame))).every(Boolean)) return;
  }
  throw new Error(unequal);
}

async function knowTheSame({ ends: [a, b] }: Talk): Promise<boolean> {
  const [one, other] = [await heard(a), await heard(b)];
  return one.toSorted().join() === other.toSorted().join();
}

async function heard(end: End): Promise<readonly MessageId[]> {
  return (await history(end)).map(({ id }) => id);
}

/** The whole history, oldest first. */
export async function history({ who, id }: End): Promise<readonly Message[]> {
  const all: Message[] = [];
  let before: string | undefined;
  do {
    const page = await who
      .handset()
      .history(id, { limit: 200, ...(before === undefined ? {} : { before }) });
    all.unshift(...page.messages);
    before = page.before;
  } while (before !== undefined);
  return all;
}

export function wordsOf({ body }: Message): string {
  if (body.kind === 'text') return body.text;
  return body.kind === 'picture' ? body.caption : body.fallback;
}

/** The pictures of a history as this end sees them, checked against what their words say. Gives the words of the wrong ones. */
export async function wrongPictures(net: Network, end: End): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const message of await history(end)) {
    if (message.body.kind !== 'picture') continue;
    const { bytes } = await net.wait(end.who.handset().picture(end.id, message.id));
    const expected = cleanedSimulatedPicture(pictureOf(wordsOf(message)));
    if (Buffer.compare(bytes, expected) !== 0) wrong.push(wordsOf(message));
  }
  return wrong;
}
