import type { FolderCommand } from '../../command.ts';
import { askHolder } from './ask-holder.ts';

export const lock: FolderCommand = {
  on: 'folder',
  name: 'lock',
  arguments: '',
  summary:
    'lock the handset that sotto watch holds: its keys leave memory; what comes is kept sealed',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ folder, emit, signal }) => {
    const request = { command: 'lock', arguments: [], options: {} };
    if (await askHolder(folder, async () => request, { emit, signal })) return;
    const message = 'No sotto watch holds this handset: it is locked.';
    await emit({ type: 'notice', code: 'locked', message });
  },
};
