import { join } from 'node:path';
import type { StartOptions } from './options.ts';
import { ensurePassphraseFile } from './passphrase-file.ts';
import { startServer, type ServerProcess } from './server-process.ts';

/** The relay of a development network; it serves the web handset and greets newcomers with Echo's invite. */
export function startRelay(root: string, options: StartOptions): ServerProcess {
  return startServer(
    'relay',
    'apps/relay/src/main.ts',
    [
      ...['--data', join(options.data, 'relay')],
      ...['--port', String(options.port)],
      ...['--host', options.host],
      ...['--web', join(root, 'apps', 'handset-web', 'dist')],
      ...['--greeter', `http://127.0.0.1:${options.echoPort}`],
    ],
    root,
  );
}

/** Echo, which waits at the relay to be talked to. */
export function startEcho(root: string, options: StartOptions): ServerProcess {
  const passphrase = join(options.data, 'echo-passphrase');
  ensurePassphraseFile(passphrase);
  return startServer(
    'Echo',
    'examples/echo/src/main.ts',
    [
      ...['--data', join(options.data, 'echo')],
      ...['--relay', `http://localhost:${options.port}`],
      ...['--port', String(options.echoPort)],
      ...['--passphrase-file', passphrase],
    ],
    root,
  );
}
