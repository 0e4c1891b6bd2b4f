import { describe, expect, test } from 'vitest';
import { badDay, calm, createFaults, onlyFaults, stormy } from '../src/index.ts';
import type { Network, SimulatedHandset } from '../src/index.ts';
import { conversationOf, isDirect, pair, seenBy } from './device-fixture.ts';
import { agree, converge, groupOf, say, texts } from './group-fixture.ts';
import type { Person } from './group-fixture.ts';

/** It was revoked already. */
function ignore(error: unknown): void {
  expect(error).toMatchObject({ code: 'DEVICE_UNKNOWN' });
}

/** Waits until all of them show the same, and all that was said for sure; what was said in a crash may be there too. */
async function sameAtAll(
  net: Network,
  people: readonly Person[],
  said: readonly string[],
): Promise<readonly string[]> {
  let shown: readonly string[] = [];
  await net.until(async () => {
    const all = await Promise.all(people.map(texts));
    shown = all[0] ?? [];
    return all.every(
      (each) => each.join() === shown.join() && said.every((text) => each.includes(text)),
    );
  });
  expect(new Set(shown).size).toBe(shown.length);
  return shown;
}

describe('devices in a network that is slow', () => {
  test.each([1, 2, 3, 4, 5, 6])(
    'have also what was on its way when they were let in (seed %i)',
    async (seed) => {
      const { net, ada, ofAda, ofBen } = await pair(seed);
      net.setClimate({ ...calm, delayChance: 1, maxDelayMs: 3_000 });
      const said: string[] = [];
      let isOver = false;
      const talk = async (): Promise<void> => {
        while (!isOver) {
          const text = `${said.length}`;
          said.push(text);
          await say(said.length % 2 === 0 ? ofAda : ofBen, text);
          await net.clock.sleep(700);
        }
      };
      const talking = talk();
      const tablet = await net.addDevice(ada, 'Tablet');
      const ofTablet = await conversationOf(net, tablet, isDirect);
      await net.advance(10_000);
      isOver = true;
      await net.wait(talking);
      await agree(net, [ofAda, ofBen, ofTablet], said);
      net.close();
    },
  );
});

describe('devices on bad days', () => {
  test.each([11, 12, 13, 14])(
    'come to the same, whatever fails while they are linked, talk and are revoked (seed %i)',
    async (seed) => {
      const { net, ada, ben, ofAda, ofBen } = await pair(seed);
      const group = await ada
        .handset()
        .createGroup({ name: 'Ours', members: [ben.handset().identity] });
      const groups: Person[] = [
        { who: ada, id: group.id },
        { who: ben, id: await groupOf(net, ben, 'Ours') },
      ];
      const chances = onlyFaults(
        [
          'delay',
          'cut',
          'unreachable',
          'refuse',
          'offline',
          'handset-crash',
          'relay-crash',
          'partition',
        ],
        badDay,
      );
      const faults = createFaults(net, { chances, maxDownMs: 8_000 });
      const storm = async (strikes: number): Promise<void> => {
        for (let strike = 0; strike < strikes; strike += 1) {
          await faults.strike();
          await net.advance(1_000);
        }
      };
      const linking = async (of: SimulatedHandset, name: string): Promise<SimulatedHandset> => {
        const codes: string[] = [];
        const made = await net.addDevice(of, name, { onCode: (code) => codes.push(code) });
        made.start().catch(() => undefined);
        await net.until(() => codes.length > 0);
        net.setClimate(stormy);
        for (let turn = 0; turn < 60 && !made.isUp(); turn += 1) {
          if (net.random.chance(0.2)) of.crash();
          if (!of.isUp()) await net.wait(of.start());
          if (of.isUp())
            of.handset()
              .linkDevice(codes.at(-1) as string)
              .catch(() => undefined);
          await net.advance(2_000);
        }
        await faults.end();
        await net.until(() => made.isUp());
        return made;
      };
      const tablet = await linking(ada, 'Tablet');
      const ofTablet = await conversationOf(net, tablet, isDirect);
      await storm(10);
      await faults.end();
      const phone = await linking(tablet, 'Phone');
      const ofPhone = await conversationOf(net, phone, isDirect);
      for (const who of [tablet, phone]) groups.push({ who, id: await groupOf(net, who, 'Ours') });

      const said: string[] = [];
      const people = [ofAda, ofBen, ofTablet, ofPhone];
      for (let turn = 0; turn < 30; turn += 1) {
        await storm(1);
        const person = people[turn % people.length] as Person;
        if (!person.who.isUp()) continue;
        const text = `${turn}`;
        // A crash may come between, and then it was said or not: what was said is looked at in the end.
        await say(person, text).then(
          () => said.push(text),
          () => undefined,
        );
      }
      await faults.end();
      const shown = await sameAtAll(net, people, said);
      await converge(net, people);
      await converge(net, groups);
      const used = async (who: SimulatedHandset): Promise<number> =>
        (await who.handset().devices()).filter(({ revokedAtMs }) => revokedAtMs === undefined)
          .length;
      const count = await used(ada);
      for (const who of [ada, tablet, phone])
        await net.until(async () => (await used(who)) === count);

      const { id } = (await phone.handset().devices()).find(({ name }) => name === 'Tablet')!;
      const revoking = phone.handset().revokeDevice(id);
      revoking.catch(() => undefined);
      await storm(10);
      await faults.end();
      // It died before that was noted: the person asks again.
      await net.wait(phone.handset().revokeDevice(id).catch(ignore));
      for (const person of [ofTablet, groups[2] as Person])
        await net.until(async () => (await seenBy(person)).state === 'removed', 7_200_000);
      await say(ofAda, 'after');
      await agree(net, [ofAda, ofBen, ofPhone], [...shown, 'after']);
      await converge(net, [ofAda, ofBen, ofPhone]);
      for (const who of [ada, phone]) await net.until(async () => (await used(who)) === count - 1);
      net.close();
    },
    120_000,
  );
});
