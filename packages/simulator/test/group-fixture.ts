import { nodeCrypto } from '@sotto/crypto-node';
import type { ConversationId, IdentityId, Message } from '@sotto/handset';
import { inspect } from '@sotto/handset/inspect';
import { createNetwork } from '../src/index.ts';
import type { Network, NetworkOptions, SimulatedHandset, SimulatedRelay } from '../src/index.ts';

export interface Person {
  readonly who: SimulatedHandset;
  /** The group as this one knows it. */
  id: ConversationId;
}

export interface Circle {
  readonly net: Network;
  readonly relays: readonly SimulatedRelay[];
  /** The first one made the group and is its admin. */
  readonly people: readonly Person[];
}

export interface CircleOptions extends Partial<NetworkOptions> {
  readonly names: readonly string[];
  readonly relays?: number;
}

/** People who all know the first of them, and a group of all of them. */
export async function circle({ names, relays = 1, ...options }: CircleOptions): Promise<Circle> {
  const net = createNetwork({ seed: 1, crypto: nodeCrypto, ...options });
  const made: SimulatedRelay[] = [];
  for (let index = 0; index < relays; index += 1) made.push(await net.addRelay(`relay${index}`));
  const everybody: SimulatedHandset[] = [];
  for (const name of names) everybody.push(await net.addHandset(name, made));
  const [first, ...others] = everybody as [SimulatedHandset, ...SimulatedHandset[]];
  for (const other of others) await net.introduce(first, other);
  await net.advance(10_000);
  const members = others.map((other) => other.handset().identity);
  const group = await net.wait(first.handset().createGroup({ name: 'Circle', members }));
  const people: Person[] = [{ who: first, id: group.id }];
  for (const who of others) people.push({ who, id: await groupOf(net, who, 'Circle') });
  return { net, relays: made, people };
}

/** The group of this name, as somebody knows it. */
export async function groupOf(
  net: Network,
  who: SimulatedHandset,
  name: string,
): Promise<ConversationId> {
  let id: ConversationId | undefined;
  await net.until(async () => {
    const all = await who.handset().conversations();
    id = all.find((each) => each.kind === 'group' && each.name === name)?.id;
    return id !== undefined;
  });
  return id as ConversationId;
}

export function idOf({ who }: Person): IdentityId {
  return who.handset().identity;
}

export async function history({ who, id }: Person): Promise<readonly Message[]> {
  const all: Message[] = [];
  let before: string | undefined;
  do {
    const more = before === undefined ? {} : { before };
    const page = await who.handset().history(id, { limit: 200, ...more });
    all.unshift(...page.messages);
    before = page.before;
  } while (before !== undefined);
  return all;
}

/** The texts of a history, oldest first. */
export async function texts(person: Person): Promise<readonly string[]> {
  return (await history(person)).flatMap(({ body }) => (body.kind === 'text' ? [body.text] : []));
}

export async function events(person: Person): Promise<readonly string[]> {
  return (await history(person)).flatMap(({ body }) =>
    body.kind === 'event' ? [body.event.type] : [],
  );
}

/** Waits until all of them show exactly these texts, in one order, whatever it is. */
export async function agree(
  net: Network,
  people: readonly Person[],
  expected: readonly string[],
  withinMs?: number,
): Promise<void> {
  const wanted = expected.toSorted().join('|');
  const isSo = async (): Promise<boolean> => {
    const all = await Promise.all(people.map(texts));
    const [first] = all;
    return all.every(
      (each) => each.toSorted().join('|') === wanted && each.join('|') === first?.join('|'),
    );
  };
  try {
    await net.until(isSo, withinMs);
  } catch (cause) {
    const shown = await Promise.all(
      people.map(async (each) => [
        each.who.name,
        await texts(each),
        await events(each),
        await inspect(each.who.handset(), each.id),
        (await each.who.handset().status()).healing,
        (await each.who.handset().conversation(each.id)).state,
      ]),
    );
    throw new Error(`They do not agree on ${wanted}: ${JSON.stringify(shown, undefined, 1)}`, {
      cause,
    });
  }
}

/** Waits until all of them are in one epoch with one roster. */
export async function converge(net: Network, people: readonly Person[]): Promise<void> {
  const look = (): Promise<readonly string[]> =>
    Promise.all(
      people.map(async ({ who, id }) => {
        const { epoch, authenticator, roster } = await inspect(who.handset(), id);
        return [epoch, authenticator, ...roster].join();
      }),
    );
  try {
    await net.until(async () => new Set(await look()).size === 1);
  } catch (cause) {
    throw new Error(`They are in different epochs: ${(await look()).join('\n')}`, { cause });
  }
}

export async function say({ who, id }: Person, text: string): Promise<Message> {
  return who.handset().send(id, { text });
}
