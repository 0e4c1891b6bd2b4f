import type { HandsetCommand } from '../command.ts';
import { findContact } from '../find/find-person.ts';
import { contactRow } from '../output/people-rows.ts';

export const rename: HandsetCommand = {
  on: 'handset',
  name: 'rename',
  arguments: '<contact> <name>',
  summary: 'give a contact a name of your own; an empty one goes back to theirs',
  options: [],
  minArguments: 2,
  maxArguments: 2,
  run: async ({ handset, arguments: [contact = '', name = ''], emit }) => {
    const { identity } = await findContact(handset, contact);
    await emit(contactRow(await handset.rename(identity, name)));
  },
};
