import { openAccess } from '@sotto/access-open';
import { createMemoryBlobStore, memoryBlobs } from '@sotto/blobs-memory';
import type { Plugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { createMailboxesStore, memoryMailboxes } from '@sotto/mailboxes-memory';
import type { RelayServer } from '@sotto/relay';
import { createRelay, serveRelay } from '@sotto/relay';
import { onTestFinished } from 'vitest';

/** A real relay over HTTP and WebSocket; what it stores outlives its being stopped. */
export interface TestRelay {
  readonly url: string;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** `access`: who may have mailboxes there; default everybody. */
export async function startTestRelay(access: Plugin<'access'> = openAccess()): Promise<TestRelay> {
  const mailboxes = createMailboxesStore();
  const blobs = createMemoryBlobStore();
  let server: RelayServer | undefined;
  let port = 0;
  const start = async (): Promise<void> => {
    const relay = await createRelay({
      plugins: [
        nodeCrypto(),
        access,
        memoryBlobs({ store: blobs }),
        memoryMailboxes({ store: mailboxes }),
      ],
      // Every process of a test comes from one address.
      limits: { connectionsBurst: 10_000, opensBurst: 10_000 },
    });
    server = await serveRelay(relay, { port });
    port = server.port;
  };
  const stop = async (): Promise<void> => {
    await server?.close();
    server = undefined;
  };
  await start();
  onTestFinished(stop);
  return { url: `http://localhost:${port}`, start, stop };
}
