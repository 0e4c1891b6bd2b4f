import type { FolderContext } from '../../command.ts';
import { reachServer, runThere } from '../../local/client.ts';
import type { LocalRequest } from '../../local/messages.ts';
import { socketPath } from '../../local/socket-path.ts';

/** Has the process that holds the folder's handset do something; false when there is none. @throws what it throws there */
export async function askHolder(
  folder: string,
  request: () => Promise<LocalRequest>,
  { emit, signal }: Pick<FolderContext, 'emit' | 'signal'>,
): Promise<boolean> {
  const path = socketPath(folder);
  const socket = path === undefined ? undefined : await reachServer(path);
  if (socket === undefined) return false;
  await runThere(socket, await request(), emit, signal);
  return true;
}
