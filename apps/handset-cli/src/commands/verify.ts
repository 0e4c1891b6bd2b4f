import type { HandsetCommand } from '../command.ts';
import { findConversation } from '../contact.ts';
import { cliError } from '../error.ts';

export const verify: HandsetCommand = {
  on: 'handset',
  name: 'verify',
  arguments: '<contact>',
  summary: 'show the safety number: it is the same at both ends when nobody is in between',
  options: ['matches', 'differs'],
  minArguments: 1,
  maxArguments: 1,
  run: async ({ handset, arguments: [text = ''], options, emit }) => {
    if (options.matches && options.differs) {
      throw cliError('CLI_USAGE', 'Say either --matches or --differs.');
    }
    const found = await findConversation(handset, text);
    const { id, contact } =
      options.matches || options.differs
        ? await handset.setVerified(found.id, options.matches)
        : found;
    const { groups, qr } = await handset.safetyNumber(id);
    const { name, verified } = contact;
    await emit({ type: 'safety-number', conversation: id, contact: name, groups, qr, verified });
  },
};
