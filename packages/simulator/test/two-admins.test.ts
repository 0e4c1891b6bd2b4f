import { describe, expect, test } from 'vitest';
import type { GroupChange } from '@sotto/handset';
import { agree, circle, converge, idOf, say } from './group-fixture.ts';
import type { Circle, Person } from './group-fixture.ts';

/** A group of these, of whom the first two are admins, split by its relay: the second and, unless alone, the last are on a side of their own. */
async function split(seed: number, names: readonly string[], isAlone = false): Promise<Circle> {
  const made = await circle({ seed, names, unsafeModels: true });
  const { net, relays, people } = made;
  const [ada, ben] = people as [Person, Person];
  const roles = [{ identity: idOf(ben), role: 'admin' } as const];
  await ada.who.handset().changeGroup(ada.id, { roles });
  await converge(net, people);
  const side = isAlone ? [ben] : [ben, people.at(-1)!];
  await relays[0]?.splitRegisters(side.map(({ who }) => who.name));
  return made;
}

/** Each of the two does something to the other, and both sides go on; then the relay is honest again. */
async function each(
  { net, relays, people }: Circle,
  change: (other: Person) => GroupChange,
): Promise<void> {
  const [ada, ben] = people as [Person, Person];
  await ada.who.handset().changeGroup(ada.id, change(ben));
  await ben.who.handset().changeGroup(ben.id, change(ada));
  await net.advance(20_000);
  for (const person of people)
    if ((await stateOf(person)) === 'active') await say(person, `from ${person.who.name}`);
  await net.advance(60_000);
  relays[0]?.joinRegisters();
}

const stateOf = async ({ who, id }: Person): Promise<string> =>
  (await who.handset().conversation(id)).state;
const demoted = (other: Person): GroupChange => ({
  roles: [{ identity: idOf(other), role: 'member' }],
});
const removed = (other: Person): GroupChange => ({ remove: [idOf(other)] });
const patienceMs = 6 * 3_600_000;

/** All have what all said, in one group with one admin. */
async function becomesOne({ net, people }: Circle): Promise<void> {
  const said = people.map(({ who }) => `from ${who.name}`);
  await agree(net, people, said, patienceMs);
  await converge(net, people);
  const cleo = people[2]!;
  const members = await cleo.who.handset().members(cleo.id);
  expect(members.filter(({ role }) => role === 'admin')).toHaveLength(1);
  net.close();
}

describe.each([1, 2, 3])('two admins on two sides of a split (seed %i)', (seed) => {
  test('who took each other’s role are in one group in the end, with one of them as its admin', async () => {
    const made = await split(seed, ['Ada', 'Ben', 'Cleo', 'Dan']);
    await each(made, demoted);
    await becomesOne(made);
  });

  test('who took each other’s role, one of them with nobody else on their side, are in one group in the end', async () => {
    const made = await split(seed, ['Ada', 'Ben', 'Cleo', 'Dan'], true);
    await each(made, demoted);
    await becomesOne(made);
  });

  test('who took each other’s role, with nobody else there, are in one group in the end', async () => {
    const made = await split(seed, ['Ada', 'Ben']);
    const { net, people } = made;
    await each(made, demoted);
    await agree(net, people, ['from Ada', 'from Ben'], patienceMs);
    await converge(net, people);
    net.close();
  });

  test('who took each other out: one of them is out, and all others are in one group with the other', async () => {
    const made = await split(seed, ['Ada', 'Ben', 'Cleo', 'Dan']);
    const { net, people } = made;
    await each(made, removed);
    const inside = async (): Promise<readonly Person[]> => {
      const states = await Promise.all(people.map(stateOf));
      return people.filter((_, at) => states[at] === 'active');
    };
    await net.until(async () => (await inside()).length === 3, patienceMs);
    await converge(net, await inside());
    expect((await inside()).slice(1).map(({ who }) => who.name)).toEqual(['Cleo', 'Dan']);
    net.close();
  });

  test('who took each other out, with nobody else there: one of them is out', async () => {
    const made = await split(seed, ['Ada', 'Ben']);
    const { net, people } = made;
    await each(made, removed);
    const states = async (): Promise<readonly string[]> =>
      (await Promise.all(people.map(stateOf))).toSorted();
    await net.until(async () => (await states()).join() === 'active,removed', patienceMs);
    net.close();
  });
});
