import { join } from 'node:path';
import { nodeCrypto } from '@sotto/crypto-node';
import { openHandset } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { sharpPictures } from '@sotto/pictures-sharp';
import { sqliteRecords } from '@sotto/records-sqlite';
import { answerMessages } from './answer-messages.ts';
import { openDoor } from './door.ts';
import { echo } from './echo.ts';
import { createInviteDesk } from './invite-desk.ts';
import type { EchoOptions } from './options.ts';
import { readOptions } from './options.ts';
import { passphraseIn } from './passphrase-file.ts';

async function run(
  { data, relay, port, passphraseFile }: EchoOptions,
  stop: AbortSignal,
): Promise<void> {
  const handset = await openHandset({
    plugins: [
      nodeCrypto(),
      sqliteRecords({ path: join(data, 'handset.db') }),
      websocketLink(),
      sharpPictures(),
    ],
    relay,
    passphrase: passphraseIn(passphraseFile),
    suggestedName: 'Echo',
  });
  try {
    const door = await openDoor(createInviteDesk(handset, stop), port);
    stop.addEventListener('abort', () => door.close(), { once: true });
    await answerMessages(handset, echo, stop);
  } finally {
    await handset.close();
  }
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stop.abort());
}
try {
  await run(readOptions(process.argv.slice(2), process.env), stop.signal);
} catch (error) {
  if (!stop.signal.aborted) {
    process.stderr.write(`Echo: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
