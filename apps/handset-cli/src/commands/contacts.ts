import type { HandsetCommand } from '../command.ts';
import { contactRow } from '../output/rows-of.ts';

export const contacts: HandsetCommand = {
  on: 'handset',
  name: 'contacts',
  arguments: '',
  summary: 'list the contacts, the one with the newest message first',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, emit }) => {
    for (const conversation of await handset.conversations()) await emit(contactRow(conversation));
  },
};
