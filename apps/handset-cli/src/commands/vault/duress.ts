import type { HandsetCommand, VaultCommand } from '../../command.ts';
import { cliError } from '../../error.ts';
import { watch } from '../watch.ts';
import { onKeys } from './on-keys.ts';

export const duressSet: VaultCommand = onKeys({
  name: 'duress set',
  arguments: '',
  summary:
    'set a second passphrase: given in place of yours, it opens a made-up handset and destroys yours for good',
  options: ['new-passphrase-file'],
  maxArguments: 0,
  act: async (vault, unlocking, { fresh }) =>
    vault.setDuress({ ...unlocking, duress: await fresh('Passphrase for duress') }),
});

export const duressRemove: VaultCommand = onKeys({
  name: 'duress remove',
  arguments: '',
  summary: 'take the second passphrase away again',
  options: [],
  maxArguments: 0,
  act: (vault, unlocking) => vault.removeDuress(unlocking),
});

export const duressRenew: VaultCommand = onKeys({
  name: 'duress renew',
  arguments: '',
  summary: 'have another made-up handset in the place of the one there is',
  options: [],
  maxArguments: 0,
  act: (vault, unlocking) => vault.renewCover(unlocking),
});

export const duressVisit: HandsetCommand = {
  ...watch,
  name: 'duress visit',
  summary:
    'open the made-up handset to prepare it, until Ctrl-C; nothing is destroyed, other commands work on it',
  opens: 'cover',
  run: (context) => {
    if (context.served)
      throw cliError('HANDSET_BUSY', 'sotto watch holds the handset: end it first.');
    return watch.run(context);
  },
};
