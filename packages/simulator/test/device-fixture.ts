import { nodeCrypto } from '@sotto/crypto-node';
import type { Conversation, ConversationId } from '@sotto/handset';
import { createNetwork } from '../src/index.ts';
import type {
  Network,
  NetworkOptions,
  RelaySetup,
  SimulatedHandset,
  SimulatedRelay,
} from '../src/index.ts';
import type { Person } from './group-fixture.ts';

export interface Pair {
  readonly net: Network;
  readonly relay: SimulatedRelay;
  readonly ada: SimulatedHandset;
  readonly ben: SimulatedHandset;
  readonly ofAda: Person;
  readonly ofBen: Person;
}

/** Two people who know each other. */
export async function pair(
  seed = 1,
  {
    limits,
    stores,
    ...options
  }: Pick<NetworkOptions, 'throwaways' | 'watch'> & Pick<RelaySetup, 'limits' | 'stores'> = {},
): Promise<Pair> {
  const net = createNetwork({ seed, crypto: nodeCrypto, unsafeModels: true, ...options });
  const relay = await net.addRelay('relay', {
    ...(limits ? { limits } : {}),
    ...(stores ? { stores } : {}),
  });
  const ada = await net.addHandset('Ada', relay);
  const ben = await net.addHandset('Ben', relay);
  const [ofA, ofB] = await net.introduce(ada, ben);
  await net.advance(10_000);
  return { net, relay, ada, ben, ofAda: { who: ada, id: ofA }, ofBen: { who: ben, id: ofB } };
}

/** A conversation that a device has, once it is there. */
export async function conversationOf(
  net: Network,
  who: SimulatedHandset,
  is: (conversation: Conversation) => boolean,
): Promise<Person> {
  let id: ConversationId | undefined;
  await net.until(async () => {
    id = (await who.handset().conversations()).find(is)?.id;
    return id !== undefined;
  });
  return { who, id: id as ConversationId };
}

export const isDirect = ({ kind }: Conversation): boolean => kind === 'direct';
export const isNotes = ({ kind }: Conversation): boolean => kind === 'notes';

/** What a device shows of the conversation. */
export function seenBy({ who, id }: Person): Promise<Conversation> {
  return who.handset().conversation(id);
}
