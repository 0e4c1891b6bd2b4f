import { openAccess } from '@sotto/access-open';
import { memoryBlobs } from '@sotto/blobs-memory';
import { nodeCrypto } from '@sotto/crypto-node';
import { sqliteMailboxes } from '@sotto/mailboxes-sqlite';
import { createRelay, serveRelay } from '@sotto/relay';

// A relay on a real file, in a process of its own: killed.test.ts kills it.

const path = process.argv[2]!;
const many = 1e9;
const relay = await createRelay({
  plugins: [nodeCrypto(), sqliteMailboxes({ path }), memoryBlobs(), openAccess()],
  limits: {
    connectionsBurst: many,
    postsBurst: many,
    requestsBurst: many,
    opensBurst: many,
    signaturesBurst: many,
  },
});
const { port } = await serveRelay(relay, { port: 0 });
process.send!(port);
