import type { FolderCommand } from '../../command.ts';
import { cliError } from '../../error.ts';

export const wipe: FolderCommand = {
  on: 'folder',
  name: 'wipe',
  arguments: '',
  summary: 'remove this handset and all it holds, for good: keys first, then everything else',
  options: ['now'],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ folder, options, emit, signal }) => {
    if (!options.now) {
      const sentence =
        'This removes the handset, its messages and its keys from this machine. Nobody can bring them back. To do it: sotto wipe --now';
      throw cliError('CLI_USAGE', sentence);
    }
    const { wipeFolder } = await import('../../wipe/wipe-folder.ts');
    const held = await wipeFolder(folder, signal);
    await emit({ type: 'wiped', data: folder, held });
  },
};
