import type { ConversationId, IdentityId } from '@sotto/handset';
import type { FaultChances, Network, RelaySetup, SimulatedRelay } from '@sotto/simulator';
import type { Actor, Stage } from './cast.ts';
import type { OpenLedger } from './ledger.ts';

/** `pair`: conversations of two. `group`: groups too, whose members come and go. */
export type StoryName = 'pair' | 'group';

export interface SceneOptions {
  readonly story: StoryName;
  readonly chances: FaultChances;
  /** Other relays than good ones. */
  readonly relays?: () => RelaySetup;
}

const names = [
  'Ada',
  'Ben',
  'Cleo',
  'Dan',
  'Eve',
  'Finn',
  'Gus',
  'Hana',
  'Ida',
  'Jo',
  'Kim',
  'Lea',
] as const;
const relayNames = ['north', 'south', 'west'] as const;

/** Relays, people who know each other, and their first groups, in good weather. */
export async function setScene(
  net: Network,
  { story, chances, relays: setup = () => ({}) }: SceneOptions,
  ledger: OpenLedger,
  tell: (line: string) => void,
): Promise<Stage> {
  const random = net.random.fork('scene');
  // A relay that may go for good is one of several that each handset has.
  const isRedundant = chances['relay-gone'] > 0 || random.chance(0.3);
  const relayCount = random.whole(isRedundant ? 2 : 1, relayNames.length);
  for (const name of relayNames.slice(0, relayCount)) await net.addRelay(name, setup());
  const homes = (): readonly SimulatedRelay[] => {
    const first = random.pick(net.relays);
    const second = random.pick(net.relays.filter((each) => each !== first).concat(first));
    return isRedundant && second !== first ? [first, second] : [first];
  };
  // Mostly few: what goes wrong among twelve mostly goes wrong among five, sooner.
  const peopleCount =
    story === 'pair'
      ? 2 * random.whole(1, 3)
      : random.chance(0.15)
        ? random.whole(7, 12)
        : random.whole(3, 6);
  const actors: Actor[] = [];
  for (const name of names.slice(0, peopleCount)) {
    const who = await net.addHandset(name, homes());
    actors.push({ who, identity: who.handset().identity });
  }
  const directIds = new Map<string, ConversationId>();
  let number = 0;
  const stage: Stage = {
    net,
    ledger,
    actors,
    directIds,
    tell,
    nextNumber: () => (number += 1),
  };
  const introduce = async (a: Actor, b: Actor): Promise<void> => {
    const tag = `${a.who.name}-${b.who.name}`;
    if (ledger.talks.some((talk) => talk.tag === tag)) return;
    const [ofA, ofB] = await net.introduce(a.who, b.who);
    ledger.talks.push({ tag, kind: 'direct' });
    directIds.set(`${tag}/${a.who.name}`, ofA);
    directIds.set(`${tag}/${b.who.name}`, ofB);
  };
  if (story === 'pair') {
    for (let at = 0; at + 1 < actors.length; at += 2)
      await introduce(actors[at] as Actor, actors[at + 1] as Actor);
    return stage;
  }
  // Everybody knows somebody who came before, most of them two.
  for (const [at, actor] of actors.entries()) {
    const before = actors.slice(0, at);
    for (const count of [0, 1])
      if (before.length > count) await introduce(random.pick(before), actor);
  }
  const groupCount = random.whole(1, 2);
  for (let group = 0; group < groupCount; group += 1)
    await found(stage, `g${group}`, random.pick(actors));
  tell(`${actors.length} people, ${net.relays.length} relays, ${groupCount} groups`);
  return stage;
}

/** A group of one person with all that they know. */
async function found({ net, ledger, actors }: Stage, tag: string, founder: Actor): Promise<void> {
  const handset = founder.who.handset();
  const contacts = new Set((await net.wait(handset.contacts())).map(({ identity }) => identity));
  const members: IdentityId[] = actors
    .map(({ identity }) => identity)
    .filter((identity) => contacts.has(identity));
  ledger.talks.push({ tag, kind: 'group' });
  const atMs = net.clock.now();
  for (const who of [founder.identity, ...members]) ledger.added.push({ talk: tag, who, atMs });
  await net.wait(handset.createGroup({ name: `${tag} at first`, members }));
  await net.advance(2_000);
}
