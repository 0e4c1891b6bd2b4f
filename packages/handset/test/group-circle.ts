import type { RelayUrl } from '@sotto/core';
import type { ConversationId } from '../src/api.ts';
import { inspect } from '../src/inspect.ts';
import { evilMember, wiretap } from './evil-member.ts';
import type { Evil } from './evil-member.ts';
import { eventually, meet, person } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';
import type { TinyRelay } from './tiny-relay.ts';

/** Ada, who made a group and is its admin, Ben, and Eve, behind whose back the test acts as her. */
export interface Circle {
  readonly relay: TinyRelay;
  readonly ada: Person;
  readonly ben: Person;
  readonly eve: Person;
  readonly all: readonly Person[];
  readonly evil: Evil;
  /** The group as each of them knows it. */
  readonly of: (person: Person) => ConversationId;
  readonly close: () => Promise<void>;
}

/** Where Eve is when she is at another relay than the others. */
export const awayUrl = 'https://away.example' as RelayUrl;

/** @param options.others where Eve is, by `awayUrl`; taken out of it, it cannot be reached any more */
export async function circle({
  eveIsAdmin = false,
  others = {},
}: {
  readonly eveIsAdmin?: boolean;
  readonly others?: Readonly<Record<string, TinyRelay>>;
} = {}): Promise<Circle> {
  const relay = tinyRelay();
  const tap = wiretap();
  const ada = await person({ relay, others, name: 'Ada' });
  const ben = await person({ relay, others, name: 'Ben' });
  const eve = await person({
    ...{ relay, others, name: 'Eve', over: tap.over },
    ...(others[awayUrl] === undefined ? {} : { home: awayUrl }),
  });
  const all = [ada, ben, eve];
  await meet(ada, ben);
  await meet(ada, eve);
  const members = [ben, eve].map(({ handset }) => handset.identity);
  const { id: ofAda } = await ada.handset.createGroup({ name: 'Circle', members });
  const ids = new Map([[ada, ofAda]]);
  for (const who of [ben, eve]) ids.set(who, await groupOf(who));
  const of = (who: Person): ConversationId => {
    const id = ids.get(who);
    if (id === undefined) throw new Error('They are not in the circle.');
    return id;
  };
  if (eveIsAdmin) {
    const roles = [{ identity: eve.handset.identity, role: 'admin' } as const];
    await ada.handset.changeGroup(ofAda, { roles });
    await eventually(
      async () => (await eve.handset.conversation(of(eve))).group?.myRole === 'admin',
    );
  }
  const made = { relay, ada, ben, eve, all, of };
  await settled(made, all);
  await inspect(eve.handset, of(eve));
  // The group's state is the one whose keys Eve used last.
  await eve.handset.send(of(eve), { text: 'hello' });
  await eventually(async () => (await texts(made, ben)).includes('hello'));
  const groupId = tap.state().context.groupId.toHex();
  const close = async (): Promise<void> => {
    await Promise.all(all.map(({ vault }) => vault.close()));
  };
  return { ...made, evil: evilMember(relay, tap, groupId), close };
}

async function groupOf({ handset }: Person): Promise<ConversationId> {
  return eventually(
    async () => (await handset.conversations()).find(({ kind }) => kind === 'group')?.id,
  );
}

/** Resolves when these are in one epoch with one roster, and have nothing more to do. Gives the epoch. */
export async function settled(
  { of }: Pick<Circle, 'of'>,
  people: readonly Person[],
): Promise<number> {
  return eventually(async () => {
    for (const { handset } of people) await handset.settled();
    const all = await Promise.all(people.map((who) => inspect(who.handset, of(who))));
    const [first] = all;
    const isOne = all.every(({ authenticator }) => authenticator === first?.authenticator);
    const waiting = await Promise.all(
      people.map(async (who) => (await who.handset.conversation(of(who))).changesWaiting),
    );
    return isOne && waiting.every((count) => count === 0) && Number(first?.epoch);
  });
}

export async function texts({ of }: Pick<Circle, 'of'>, who: Person): Promise<readonly string[]> {
  const { messages } = await who.handset.history(of(who), { limit: 200 });
  return messages.flatMap(({ body }) => (body.kind === 'text' ? [body.text] : []));
}

export async function roster({ of }: Pick<Circle, 'of'>, who: Person): Promise<string> {
  const members = await who.handset.members(of(who));
  return members
    .map(({ identity, role }) => `${identity.slice(0, 8)} ${role}`)
    .toSorted()
    .join();
}
