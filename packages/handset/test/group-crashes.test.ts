import { describe, expect, test } from 'vitest';
import type { Conversation, ConversationId, GroupChange, Message } from '../src/api.ts';
import { inspect } from '../src/inspect.ts';
import { meet, person } from './handset-fixture.ts';
import { keyWatch } from './key-watch.ts';
import { Mortal, twoBodies, untilOf } from './mortal.ts';
import { tinyRelay } from './tiny-relay.ts';

const names = ['Ada', 'Ben', 'Cleo'] as const;
type Name = (typeof names)[number];
type Part = 'begins' | 'changes' | 'shrinks' | 'comes back';

/** One person dies once. Everything is such that it can be done again by somebody who does not know whether it was done. */
async function scene(dies: Name | undefined, dieAt: Mortal['dieAt']) {
  const relay = tinyRelay();
  const watch = keyWatch();
  const all = names.map((name) => {
    const mortal = new Mortal(name, relay, watch, name === dies ? dieAt : undefined);
    return mortal;
  });
  const [ada, ben, cleo] = all as [Mortal, Mortal, Mortal];
  for (const mortal of all)
    mortal.person = await person({ relay, name: mortal.name, over: watch.over });
  for (const other of [ben, cleo]) await meet(ada.person, other.person);
  const until = untilOf(all);
  const idOf = ({ person: { handset } }: Mortal) => handset.identity;
  const groups = async ({ person: { handset } }: Mortal): Promise<readonly Conversation[]> =>
    (await handset.conversations()).filter(({ kind }) => kind === 'group');
  const group = async (mortal: Mortal): Promise<Conversation | undefined> =>
    (await groups(mortal))[0];
  const history = async (mortal: Mortal): Promise<readonly Message[]> => {
    const found = await group(mortal);
    if (found === undefined) return [];
    return (await mortal.person.handset.history(found.id, { limit: 200 })).messages;
  };
  const texts = async (mortal: Mortal): Promise<readonly string[]> =>
    (await history(mortal)).flatMap(({ body }) => (body.kind === 'text' ? [body.text] : []));
  const within = <T>(
    mortal: Mortal,
    ask: (id: ConversationId, found: Conversation) => Promise<T | undefined | false>,
  ): Promise<T> =>
    until(async () => {
      const found = await group(mortal);
      return found !== undefined && ask(found.id, found);
    });
  const say = (mortal: Mortal, text: string) =>
    within(mortal, async (id) => {
      if ((await texts(mortal)).includes(text)) return true;
      return (await mortal.person.handset.send(id, { text })) !== undefined;
    });
  const hear = async (text: string, ...who: readonly Mortal[]): Promise<void> => {
    for (const mortal of who) await until(async () => (await texts(mortal)).includes(text));
  };
  const members = async (mortal: Mortal, id: ConversationId): Promise<string> => {
    const those = (await mortal.person.handset.members(id)).map(({ identity }) => identity);
    return all.flatMap((each) => (those.includes(idOf(each)) ? each.name : [])).join();
  };
  const change = (mortal: Mortal, made: GroupChange, isDone: (now: Conversation) => unknown) =>
    within(mortal, async (id, found) => {
      if ((await isDone(found)) && found.changesWaiting === 0) return true;
      if (found.changesWaiting === 0) await mortal.person.handset.changeGroup(id, made);
      return false;
    });
  const areMembers = (mortal: Mortal, who: string) =>
    within(mortal, async (id) => (await members(mortal, id)) === who);
  const begin = async (who: readonly Mortal[]): Promise<void> => {
    await until(async () => {
      if ((await groups(ada)).length > 0) return true;
      const { handset } = ada.person;
      return (await handset.createGroup({ name: 'Circle', members: who.map(idOf) })) !== undefined;
    });
    const expected = [ada, ...who].map(({ name }) => name).join();
    for (const mortal of [ada, ...who]) await areMembers(mortal, expected);
  };
  const made = { relay, watch, all, ada, ben, cleo, until, idOf, groups, group, history, texts };
  return { ...made, within, say, hear, change, areMembers, members, begin };
}

type Scene = Awaited<ReturnType<typeof scene>>;

/** From here on somebody may die. */
async function mortally({ all }: Scene): Promise<void> {
  for (const mortal of all) await mortal.restart();
}

async function isShownIn({ history, idOf }: Scene, mortal: Mortal): Promise<boolean> {
  return (await history(mortal)).some(
    ({ body }) =>
      body.kind === 'event' && body.event.type === 'added' && body.event.who.includes(idOf(mortal)),
  );
}

const parts: Readonly<Record<Part, (of: Scene) => Promise<readonly Mortal[]>>> = {
  begins: async (of) => {
    const { ada, ben, cleo } = of;
    await mortally(of);
    await of.begin([ben]);
    await of.say(ada, 'ada 1');
    await of.say(ben, 'ben 1');
    await of.hear('ada 1', ben);
    await of.hear('ben 1', ada);
    const isIn = async ({ id }: Conversation) => (await of.members(ada, id)).includes('Cleo');
    await of.change(ada, { add: [of.idOf(cleo)] }, isIn);
    for (const mortal of of.all) await of.areMembers(mortal, 'Ada,Ben,Cleo');
    await of.say(cleo, 'cleo 1');
    await of.hear('cleo 1', ada, ben);
    // Who comes in says to those who are there who they are, and is shown who let them in.
    await of.within(ben, async (id) => {
      const known = await ben.person.handset.members(id);
      return known.some(({ name }) => name === 'Cleo');
    });
    for (const mortal of [ben, cleo]) await of.until(() => isShownIn(of, mortal));
    return of.all;
  },
  changes: async (of) => {
    const { ada, ben, cleo } = of;
    await of.begin([ben, cleo]);
    await of.say(ada, 'pin me');
    await of.hear('pin me', ben, cleo);
    await mortally(of);
    const message = await of.until(
      async () => (await of.history(ben)).find(({ body }) => body.kind === 'text')?.id,
    );
    await Promise.all([
      of.change(ada, { name: 'Square' }, ({ name }) => name === 'Square'),
      of.change(ben, { pin: { message, pinned: true } }, ({ pinned }) => pinned.length === 1),
    ]);
    for (const mortal of of.all)
      await of.within(
        mortal,
        async (_, { name, pinned }) => name === 'Square' && pinned[0] === message,
      );
    await of.say(cleo, 'cleo 1');
    await of.hear('cleo 1', ada, ben);
    return of.all;
  },
  shrinks: async (of) => {
    const { ada, ben, cleo } = of;
    await of.begin([ben, cleo]);
    await of.say(ben, 'ben 1');
    await of.hear('ben 1', ada, cleo);
    await mortally(of);
    const isOut = async ({ id }: Conversation) => !(await of.members(ada, id)).includes('Ben');
    await of.change(ada, { remove: [of.idOf(ben)] }, isOut);
    await of.within(ben, async (_, { state }) => state === 'removed');
    await of.say(cleo, 'cleo 1');
    await of.hear('cleo 1', ada);
    await of.within(cleo, async (id, { state }) => {
      if (state !== 'left') await cleo.person.handset.leave(id);
      return state === 'left';
    });
    await of.areMembers(ada, 'Ada');
    const isIn = async ({ id }: Conversation) => (await of.members(ada, id)).includes('Ben');
    await of.change(ada, { add: [of.idOf(ben)] }, isIn);
    await of.within(ben, async (_, { state }) => state === 'active');
    await of.say(ben, 'ben 2');
    await of.hear('ben 2', ada);
    return [ada, ben];
  },
  'comes back': async (of) => {
    const { ada, ben, cleo } = of;
    await of.begin([ben, cleo]);
    await of.say(ben, 'ben 1');
    await of.hear('ben 1', ada, cleo);
    const older = ben.person.store.copy();
    await of.say(ben, 'ben 2');
    await of.hear('ben 2', ada, cleo);
    await ben.restart(older);
    for (const mortal of [ada, cleo]) await mortal.restart();
    await of.say(ben, 'ben 3');
    await of.say(ada, 'ada 1');
    await of.hear('ben 3', ada, cleo);
    await of.hear('ada 1', ben, cleo);
    return [ada, cleo];
  },
};

/** What is to hold at the end, whoever died and when. */
async function story(part: Part, dies: Name | undefined, dieAt: Mortal['dieAt']) {
  const of = await scene(dies, dieAt);
  const alike = await parts[part](of);
  const inside = async (mortal: Mortal) => {
    const found = (await of.group(mortal))!;
    return inspect(mortal.person.handset, found.id);
  };
  const active = await Promise.all(
    of.all.map(async (mortal) => ((await of.group(mortal))?.state === 'active' ? mortal : [])),
  ).then((some) => some.flat());
  await of.until(async () => {
    const now = await Promise.all(active.map(inside));
    const isOne = new Set(now.map(({ authenticator }) => authenticator)).size === 1;
    return isOne && now.every(({ missing, puzzles }) => missing + puzzles === 0);
  });
  await of.until(async () => {
    const waiting = await Promise.all(
      of.all.map(async ({ person: { handset } }) => (await handset.status()).queued),
    );
    return waiting.every((queued) => queued === 0);
  });
  const result = {
    writes: Object.fromEntries(of.all.map(({ name, writes }) => [name, writes])),
    deaths: of.all.reduce((sum, { deaths }) => sum + deaths, 0),
    texts: await Promise.all(alike.map(of.texts)),
    groups: await Promise.all(of.all.map(async (mortal) => (await of.groups(mortal)).length)),
    events: await Promise.all(
      alike.map(async (mortal) =>
        (await of.history(mortal)).flatMap(({ body, id }) =>
          body.kind === 'event' ? [`${body.event.type} ${id}`] : [],
        ),
      ),
    ),
    usedTwice: await of.watch.usedTwice(of.relay.posts.map(({ body }) => body)),
    postedTwoWays: twoBodies(of.relay.posts),
  };
  for (const { person: each } of of.all) await each.vault.close();
  return result;
}

function holds(
  part: Part,
  { texts, groups, events, usedTwice, postedTwoWays }: Awaited<ReturnType<typeof story>>,
): void {
  const expected = {
    begins: ['ada 1', 'ben 1', 'cleo 1'],
    changes: ['cleo 1', 'pin me'],
    shrinks: ['ben 1', 'ben 2', 'cleo 1'],
    'comes back': ['ada 1', 'ben 1', 'ben 2', 'ben 3'],
  }[part];
  const [first, ...others] = texts;
  for (const other of others) {
    // Who came later, or was away, has fewer; what they have is in the same order.
    expect(first?.filter((text) => other.includes(text))).toEqual(other);
    expect(new Set(other).size).toBe(other.length);
  }
  expect(first?.toSorted()).toEqual(expected);
  expect(groups).toEqual([1, 1, 1]);
  for (const each of events) expect(new Set(each).size).toBe(each.length);
  expect(usedTwice).toEqual([]);
  expect(postedTwoWays).toBe(0);
}

// Some of the writes at every run, all of them when asked to: they take minutes.
const every = Number(process.env['SOTTO_CRASH_EVERY'] ?? 4);
const first = (who: Name, when: 'before' | 'after'): number =>
  1 + ((names.indexOf(who) + (when === 'before' ? 0 : 2)) % every);

describe.each(Object.keys(parts) as Part[])(
  'a group that %s, of whom one is killed at a write, loses nothing, has no epoch that is stuck and uses no key twice',
  async (part) => {
    const whole = await story(part, undefined, undefined);

    test('without a death the story holds, and it has steps to die at', () => {
      holds(part, whole);
      expect(whole.writes['Ada']).toBeGreaterThan(5);
    });

    for (const who of names) {
      for (const when of ['before', 'after'] as const) {
        for (let write = first(who, when); write <= whole.writes[who]! + 2; write += every) {
          test.concurrent(`${who}, ${when} write ${write}`, async () =>
            holds(part, await story(part, who, { write, when })));
        }
      }
    }
  },
);
