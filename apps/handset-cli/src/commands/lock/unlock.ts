import type { FolderCommand } from '../../command.ts';
import { cliError } from '../../error.ts';
import { askHolder } from './ask-holder.ts';

export const unlock: FolderCommand = {
  on: 'folder',
  name: 'unlock',
  arguments: '',
  summary: 'unlock the handset that sotto watch holds; what came meanwhile is shown there',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ folder, passphrase, emit, signal }) => {
    const request = async () => ({
      ...{ command: 'unlock', arguments: [], options: {} },
      passphrase: await passphrase(),
    });
    if (await askHolder(folder, request, { emit, signal })) return;
    const sentence =
      'No sotto watch holds this handset: there is nothing to unlock. Every other command asks for the passphrase by itself.';
    throw cliError('CLI_USAGE', sentence);
  },
};
