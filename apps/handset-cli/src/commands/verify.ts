import type { HandsetCommand } from '../command.ts';
import { cliError } from '../error.ts';
import { findContact } from '../find/find-person.ts';

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
    const found = await findContact(handset, text);
    const { identity, name, verified } =
      options.matches || options.differs
        ? await handset.setVerified(found.identity, options.matches)
        : found;
    const { groups, qr } = await handset.safetyNumber(identity);
    await emit({ type: 'safety-number', identity, name, groups, qr, verified });
  },
};
