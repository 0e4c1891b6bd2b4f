import type { IdentityId } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { commitIntents } from '../group/commit.ts';
import { createGroup } from '../group/groups.ts';
import { sendOwedWelcomes } from '../group/welcomes.ts';
import { toHex } from '../hex.ts';
import type { Person } from './person.ts';
import { sendOff, theySend } from './talk.ts';
import type { Stage } from './stage.ts';

/** A group of the owner's with people who gave their KeyPackages; they are in it, and said how they are called. */
export async function gather(
  stage: Stage,
  name: string,
  people: readonly Person[],
): Promise<ConversationHandle> {
  const { engine, conversations, nowhere } = stage;
  const members = people.map(({ self }) => toHex(self.identity) as IdentityId);
  const group = await createGroup({ engine, conversations }, { name, members }, engine.stopping);
  await commitIntents(engine, group);
  await sendOff(stage, group);
  await sendOwedWelcomes({ engine, conversations });
  nowhere.takeStored();
  for (const each of conversations.all()) if (each.record().pending > 0) await sendOff(stage, each);
  for (const person of people) {
    const control = { kind: 'profile', suggestedName: person.name } as const;
    await theySend(stage, group, person, { control });
  }
  return group;
}
