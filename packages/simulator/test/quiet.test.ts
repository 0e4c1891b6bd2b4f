import { describe, expect, test } from 'vitest';
import { agree, circle, converge, groupOf, idOf, say } from './group-fixture.ts';
import type { Person } from './group-fixture.ts';

const hourMs = 3_600_000;

describe('when nobody says anything', () => {
  test.each([1, 2])(
    'nothing is posted either, after splits that have healed, with who came in between (seed %i)',
    async (seed) => {
      let posts = 0;
      const watch = { posted: () => void (posts += 1) };
      const names = ['Ada', 'Ben', 'Cleo', 'Dan'];
      const { net, relays, people } = await circle({ seed, names, unsafeModels: true, watch });
      const [ada, , cleo, dan] = people as [Person, Person, Person, Person];
      const [relay] = relays;
      const postsInHours = async (hours: number): Promise<number> => {
        const before = posts;
        await net.advance(hours * hourMs);
        return posts - before;
      };
      const all = [...people];
      const split = async (name: string): Promise<void> => {
        await relay?.splitRegisters([cleo.who.name, dan.who.name]);
        await ada.who.handset().changeGroup(ada.id, { name });
        await cleo.who.handset().changeGroup(cleo.id, { name: `not ${name}` });
        await net.advance(20_000);
        for (const each of all) await say(each, `${each.who.name} in ${name}`);
        await net.advance(60_000);
        relay?.joinRegisters();
        await converge(net, all);
      };
      const roles = [{ identity: idOf(cleo), role: 'admin' } as const];
      await ada.who.handset().changeGroup(ada.id, { roles });
      await net.advance(60_000);
      await converge(net, people);
      await split('one half');
      const texts = names.map((name) => `${name} in one half`);
      await agree(net, all, texts, 4 * hourMs);
      // What did not open is given up after a while, and until then it is asked about.
      await net.advance(hourMs);
      expect(await postsInHours(6)).toBe(0);
      // Who came in later has other keys than who was away for a part of the time.
      const who = await net.addHandset('Eve', relays);
      await net.introduce(ada.who, who);
      await net.advance(10_000);
      const { name } = await ada.who.handset().conversation(ada.id);
      await ada.who.handset().changeGroup(ada.id, { add: [who.handset().identity] });
      all.push({ who, id: await groupOf(net, who, name) });
      await net.advance(60_000);
      await split('another half');
      await net.advance(hourMs);
      expect(await postsInHours(6)).toBe(0);
      net.close();
    },
    120_000,
  );
});
