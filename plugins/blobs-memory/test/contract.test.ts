import { createHash } from 'node:crypto';
import { test } from 'vitest';
import type { Crypto } from '@sotto/core';
import type { BlobsSubject } from '@sotto/contracts';
import { blobsContract, blobsRejections, runContract } from '@sotto/contracts';
import { createMemoryBlobStore, memoryBlobs } from '@sotto/blobs-memory';

/** The one primitive that the plugin uses. */
const crypto = {
  hash: async (algorithm, data) => new Uint8Array(createHash(algorithm).update(data).digest()),
} satisfies Partial<Crypto> as unknown as Crypto;

async function make(): Promise<BlobsSubject> {
  const store = createMemoryBlobStore();
  let room: { readonly maxBytes?: number } = {};
  return {
    plugin: () => memoryBlobs({ store, ...room }),
    services: { crypto },
    confine: async (maxBytes) => {
      room = { maxBytes };
    },
  };
}

runContract(blobsContract(make), { test });
runContract(blobsRejections(make), { test });
