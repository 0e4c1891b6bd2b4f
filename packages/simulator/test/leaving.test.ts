import { describe, expect, test } from 'vitest';
import { agree, circle, converge, idOf, say, texts } from './group-fixture.ts';
import type { Circle, Person } from './group-fixture.ts';

const hourMs = 3_600_000;

/** Four people, of whom all are admins: each can begin a side of a split. */
async function four(seed: number): Promise<Circle & { readonly dan: Person }> {
  const all = await circle({ seed, names: ['Ada', 'Ben', 'Cleo', 'Dan'] });
  const { net, people } = all;
  const [ada, ...others] = people as [Person, Person, Person, Person];
  const roles = others.map((other) => ({ identity: idOf(other), role: 'admin' }) as const);
  await ada.who.handset().changeGroup(ada.id, { roles });
  await net.until(async () => {
    const seen = await Promise.all(people.map(({ who, id }) => who.handset().conversation(id)));
    return seen.every(({ group }) => group?.myRole === 'admin');
  });
  await converge(net, people);
  return { ...all, dan: others[2] };
}

async function leave({ net }: Circle, { who, id }: Person): Promise<void> {
  await who.handset().leave(id);
  await net.until(async () => (await who.handset().conversation(id)).state === 'left');
}

async function until3({ net }: Circle, left: readonly Person[]): Promise<void> {
  await net.until(async () => {
    const rosters = await Promise.all(left.map(({ who, id }) => who.handset().members(id)));
    return rosters.every((roster) => roster.length === 3);
  }, 4 * hourMs);
}

async function missing(people: readonly Person[]): Promise<number> {
  const all = await Promise.all(people.map(({ who }) => who.handset().status()));
  return all.reduce((sum, { healing }) => sum + healing.missing + healing.lost, 0);
}

describe('who leaves while the group is split', () => {
  test.each([1, 2, 3, 4])(
    'alone on a side of it is out in the end, and their last words are with all, whichever side stays (seed %i)',
    async (seed) => {
      const made = await four(seed);
      const { net, relays, people, dan } = made;
      const [ada, ben, cleo] = people as [Person, Person, Person, Person];
      await relays[0]?.splitRegisters([dan.who.name]);
      await dan.who.handset().changeGroup(dan.id, { name: 'Dan alone' });
      await ada.who.handset().changeGroup(ada.id, { name: 'Without Dan' });
      await net.advance(20_000);
      await say(dan, 'I am off');
      await leave(made, dan);
      await net.advance(20_000);
      relays[0]?.joinRegisters();
      await until3(made, [ada, ben, cleo]);
      await agree(net, [ada, ben, cleo], ['I am off'], 4 * hourMs);
      await converge(net, [ada, ben, cleo]);
      expect(await missing([ada, ben, cleo])).toBe(0);
      net.close();
    },
  );

  test.each([1, 2, 3, 4])(
    'is taken out again by whoever took them out on a side that does not stay (seed %i)',
    async (seed) => {
      const made = await four(seed);
      const { net, relays, people, dan } = made;
      const [ada, ben, cleo] = people as [Person, Person, Person, Person];
      await relays[0]?.splitRegisters([ben.who.name, dan.who.name]);
      await dan.who.handset().changeGroup(dan.id, { name: 'Ben and Dan' });
      await ada.who.handset().changeGroup(ada.id, { name: 'Ada and Cleo' });
      await net.advance(20_000);
      await leave(made, dan);
      await net.until(async () => (await ben.who.handset().members(ben.id)).length === 3);
      // He says it to nobody any more.
      await dan.who.stop();
      relays[0]?.joinRegisters();
      await say(ben, 'Dan is off');
      await until3(made, [ada, ben, cleo]);
      await agree(net, [ada, ben, cleo], ['Dan is off'], 4 * hourMs);
      net.close();
    },
  );

  test('takes nothing that is written after, and is in nobody’s roster, where it was not split', async () => {
    const made = await four(1);
    const { net, people, dan } = made;
    const [ada, ben, cleo] = people as [Person, Person, Person, Person];
    await leave(made, dan);
    await say(ada, 'right after');
    await until3(made, [ada, ben, cleo]);
    await agree(net, [ada, ben, cleo], ['right after']);
    await net.advance(600_000);
    expect(await texts(dan)).toEqual([]);
    net.close();
  });
});

describe('what a device said that is out of the group', () => {
  test.each(['leaves', 'is removed'])(
    'and a relay lost is sent again by who %s, after a start too',
    async (how) => {
      const made = await four(1);
      const { net, relays, people, dan } = made;
      const [ada, ben, cleo] = people as [Person, Person, Person, Person];
      relays[0]?.setConduct({ loseChance: 1 });
      await say(dan, 'lost');
      await net.advance(5_000);
      relays[0]?.setConduct({});
      const isOut = async (): Promise<boolean> =>
        (await dan.who.handset().conversation(dan.id)).state !== 'active';
      if (how === 'leaves') await leave(made, dan);
      else {
        await say(dan, 'last');
        await net.until(async () => (await texts(ada)).includes('last'));
        await ada.who.handset().changeGroup(ada.id, { remove: [idOf(dan)] });
        await net.until(isOut);
      }
      await dan.who.stop();
      await until3(made, [ada, ben, cleo]);
      await net.wait(dan.who.start());
      const last = how === 'leaves' ? [] : ['last'];
      await agree(net, [ada, ben, cleo], ['lost', ...last], 4 * hourMs);
      expect(await missing([ada, ben, cleo])).toBe(0);
      net.close();
    },
  );

  test('before somebody came in is not waited for by them', async () => {
    const made = await four(1);
    const { net, relays, people, dan } = made;
    const [ada, ben, cleo] = people as [Person, Person, Person, Person];
    await ada.who.handset().changeGroup(ada.id, { remove: [idOf(cleo)] });
    await until3(made, [ada, ben, dan]);
    // What she said before she knew would fail, and tell nobody anything.
    await net.until(
      async () => (await cleo.who.handset().conversation(cleo.id)).state === 'removed',
    );
    // Ada does not know of it when she says how far the others are.
    relays[0]?.withhold(600_000);
    await say(dan, 'without Cleo');
    await ada.who.handset().changeGroup(ada.id, { add: [idOf(cleo)] });
    await net.until(async () => (await ada.who.handset().members(ada.id)).length === 4);
    await relays[0]?.release();
    await net.until(
      async () => (await cleo.who.handset().conversation(cleo.id)).state === 'active',
    );
    await say(cleo, 'hello');
    await net.until(async () => (await missing([cleo])) > 0);
    const remove = [idOf(dan)];
    await dan.who.stop();
    await ada.who.handset().changeGroup(ada.id, { remove });
    await until3(made, [ada, ben, cleo]);
    await net.wait(dan.who.start());
    await net.until(async () => (await missing([cleo])) === 0, 4 * hourMs);
    expect(await texts(cleo)).toEqual(['hello']);
    net.close();
  });
});
