import type { ConversationId, Handset, IdentityId } from '@sotto/handset';
import type { Network, SimulatedHandset } from '@sotto/simulator';
import type { OpenLedger, Talk } from './ledger.ts';

/** A person of a story, with one handset. */
export interface Actor {
  readonly who: SimulatedHandset;
  readonly identity: IdentityId;
}

/** What everything in one story shares. */
export interface Stage {
  readonly net: Network;
  readonly ledger: OpenLedger;
  readonly actors: readonly Actor[];
  /** Conversations of two, by `<tag>/<handset>`; groups are found by their names. */
  readonly directIds: ReadonlyMap<string, ConversationId>;
  /** A number that no other text of this story has. */
  readonly nextNumber: () => number;
  /** Writes a line of the story's log: no random bytes in it. */
  readonly tell: (line: string) => void;
}

/** A conversation of a talk, as one handset has it. */
export interface OwnTalk {
  readonly talk: Talk;
  readonly id: ConversationId;
  readonly state: 'active' | 'joining' | 'left' | 'removed';
}

/** The talks that a handset has, in the order in which the story began them. */
export async function talksOf(
  { ledger, directIds }: Stage,
  name: string,
  handset: Handset,
): Promise<readonly OwnTalk[]> {
  const all = await handset.conversations();
  return ledger.talks.flatMap((talk) => {
    const own = all.filter(({ id, kind, name: title }) =>
      talk.kind === 'direct'
        ? id === directIds.get(`${talk.tag}/${name}`)
        : kind === 'group' && title.startsWith(`${talk.tag} `),
    );
    // Somebody who was removed and added again may have the group twice.
    const present = own.find(({ state }) => state === 'active') ?? own[0];
    return present === undefined ? [] : [{ talk, id: present.id, state: present.state }];
  });
}

/** Who is in a talk now, as one handset knows; remembered in the ledger. */
export async function rosterOf(
  { ledger, net }: Stage,
  by: string,
  handset: Handset,
  { talk, id }: OwnTalk,
): Promise<readonly IdentityId[]> {
  const roster = (await handset.members(id)).map(({ identity }) => identity);
  ledger.sightings.push({ talk: talk.tag, by, atMs: net.clock.now(), roster });
  return roster;
}
