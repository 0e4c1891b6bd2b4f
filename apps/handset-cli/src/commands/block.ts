import type { HandsetCommand } from '../command.ts';
import { findContact } from '../find/find-person.ts';
import { contactRow } from '../output/people-rows.ts';

export const block: HandsetCommand = blocking(
  'block',
  true,
  'hide what somebody writes from now on; they are not told',
);
export const unblock: HandsetCommand = blocking(
  'unblock',
  false,
  'show what somebody writes again',
);

function blocking(name: string, blocked: boolean, summary: string): HandsetCommand {
  return {
    on: 'handset',
    name,
    arguments: '<contact>',
    summary,
    options: [],
    minArguments: 1,
    maxArguments: 1,
    run: async ({ handset, arguments: [text = ''], emit }) => {
      const { identity } = await findContact(handset, text);
      await emit(contactRow(await handset.setBlocked(identity, blocked)));
    },
  };
}
