import type { RelayUrl } from '@sotto/core';
import {
  farBlobs,
  farLogFile,
  linkContract,
  linkRejections,
  runContract,
  serveFarEnd,
} from '@sotto/contracts';
import type { LinkSubject } from '@sotto/contracts';
import { memoryLink } from '@sotto/link-memory';
import { test } from 'vitest';

const relay = 'https://relay.example' as RelayUrl;
const refusing = 'https://refusing.example' as RelayUrl;

async function make(): Promise<LinkSubject> {
  const blobs = farBlobs();
  const far = {
    accept: serveFarEnd,
    putBlobPart: async ({ id, offset, totalBytes, bytes }: PutPart) =>
      blobs.put(String(id), offset, totalBytes, bytes),
    blobState: async (id: Uint8Array) => blobs.state(String(id)),
    getBlobRange: async (id: Uint8Array, offset: number, maxBytes: number) =>
      blobs.get(String(id), offset, maxBytes),
    readLog: async (path: string) => farLogFile(path),
  };
  return {
    relay,
    refusing,
    dead: 'https://dead.example' as RelayUrl,
    plugin: () =>
      memoryLink({
        relay: (url) => (url === relay ? far : undefined),
        weather: { call: (url) => (url === refusing ? { refuseForMs: 7_000 } : undefined) },
      }),
  };
}

interface PutPart {
  readonly id: Uint8Array;
  readonly offset: number;
  readonly totalBytes: number;
  readonly bytes: Uint8Array;
}

runContract(linkContract(make), { test });
runContract(linkRejections(make), { test });
