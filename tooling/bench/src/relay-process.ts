import { openAccess } from '@sotto/access-open';
import { fsBlobs } from '@sotto/blobs-fs';
import { nodeCrypto } from '@sotto/crypto-node';
import { sqliteMailboxes } from '@sotto/mailboxes-sqlite';
import { createRelay, serveRelay } from '@sotto/relay';

// The relay under load: the real engine, store and server, with the rates of one address lifted, because all load
// comes from one. Tells its port, then its memory and processor time whenever it is asked.

const path = process.argv[2];
if (path === undefined || process.send === undefined)
  throw new Error('Started by relay-load.ts with a file.');

const lifted = 1_000_000_000;
const relay = await createRelay({
  plugins: [
    nodeCrypto(),
    sqliteMailboxes({ path }),
    fsBlobs({ folder: `${path}-blobs` }),
    openAccess(),
  ],
  limits: {
    maxConnectionsPerRemote: lifted,
    connectionsBurst: lifted,
    opensBurst: lifted,
    postsBurst: lifted,
    postsPerSecond: lifted,
    signaturesBurst: lifted,
    registersBurst: lifted,
    registersPerSecond: lifted,
    blobBytesBurst: lifted,
    blobRequestsBurst: lifted,
    // Somebody who was away for long is among what is measured.
    maxEnvelopesPerMailbox: 100_000,
    requestsBurst: lifted,
    requestsPerSecond: lifted,
  },
});
const server = await serveRelay(relay, { port: 0 });
process.send({ port: server.port });
process.on('message', (message) => {
  if (message === 'stop') void server.close().then(() => process.disconnect?.());
  else {
    globalThis.gc?.();
    process.send?.({ memory: process.memoryUsage(), cpu: process.cpuUsage() });
  }
});
