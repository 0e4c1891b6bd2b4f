import { rm } from 'node:fs/promises';
import { canaryIn } from './canary.ts';
import { eraseSaved } from './saved-files.ts';
import { socketPath } from '../local/socket-path.ts';

/** What a wipe removes besides the records: see `VaultOptions.erase`. */
export function eraseBeside(folder: string): readonly (() => Promise<void>)[] {
  const socket = socketPath(folder);
  return [
    () => eraseSaved(folder),
    () => canaryIn(folder).remove(),
    async () => {
      if (socket !== undefined) await rm(socket, { force: true });
    },
  ];
}
