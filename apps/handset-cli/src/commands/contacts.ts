import type { HandsetCommand } from '../command.ts';
import { contactRow } from '../output/people-rows.ts';

export const contacts: HandsetCommand = {
  on: 'handset',
  name: 'contacts',
  arguments: '',
  summary: 'list the people this handset has met, by an invite or in a group',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, emit }) => {
    for (const contact of await handset.contacts()) await emit(contactRow(contact));
  },
};
