import type { GroupChange, IdentityId, Role } from '@sotto/handset';
import type { HandsetCommand } from '../../command.ts';
import { findContacts, findMembers } from '../../find/find-person.ts';
import { onGroup } from './on-group.ts';

const maxArguments = 32;

export const groupAdd: HandsetCommand = onGroup({
  name: 'group add',
  further: '<contact>…',
  summary: 'add contacts to a group, also those who are offline',
  options: [],
  minArguments: 2,
  maxArguments,
  change: async ({ handset }, _conversation, people) => ({
    add: await findContacts(handset, people),
  }),
});

export const groupRemove: HandsetCommand = onMembers(
  'group remove',
  'remove members from a group; what is written from then on they cannot read',
  (remove) => ({ remove }),
);

export const groupPromote: HandsetCommand = roleCommand(
  'group promote',
  'admin',
  'make members admins',
);
export const groupDemote: HandsetCommand = roleCommand(
  'group demote',
  'member',
  'take the role of admin from members, or with “me” from yourself',
);

function roleCommand(name: string, role: Role, summary: string): HandsetCommand {
  return onMembers(name, summary, (who) => ({
    roles: who.map((identity) => ({ identity, role })),
  }));
}

function onMembers(
  name: string,
  summary: string,
  change: (who: readonly IdentityId[]) => GroupChange,
): HandsetCommand {
  return onGroup({
    name,
    further: '<member>…',
    summary,
    options: [],
    minArguments: 2,
    maxArguments,
    change: async ({ handset }, conversation, people) =>
      change(await findMembers(handset, conversation, people)),
  });
}
