import type { VaultCommand } from '../../command.ts';
import { onKeys } from './on-keys.ts';

export const passphrase: VaultCommand = onKeys({
  name: 'passphrase',
  arguments: '',
  summary: 'change the passphrase; nothing that is stored is rewritten',
  options: ['new-passphrase-file'],
  maxArguments: 0,
  act: async (vault, unlocking, { fresh }) =>
    vault.changePassphrase({ ...unlocking, newPassphrase: await fresh('New passphrase') }),
});
