import { openAccess } from '@sotto/access-open';
import { memoryBlobs } from '@sotto/blobs-memory';
import type { Plugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { memoryMailboxes } from '@sotto/mailboxes-memory';
import type { Relay, RelayOptions, RelayServer, ServeOptions } from '@sotto/relay';
import { createRelay, serveRelay } from '@sotto/relay';
import { onTestFinished } from 'vitest';

/** A relay in memory; what `plugins` has for a point takes the place of the usual one. Stopped with the test. */
export async function memoryRelay(options: Partial<RelayOptions> = {}): Promise<Relay> {
  const given = options.plugins ?? [];
  const usual: readonly Plugin[] = [nodeCrypto(), memoryMailboxes(), memoryBlobs(), openAccess()];
  const plugins = [
    ...given,
    ...usual.filter(({ point }) => !given.some((plugin) => plugin.point === point)),
  ];
  const relay = await createRelay({ ...options, plugins });
  onTestFinished(() => relay.stop());
  return relay;
}

/** The same behind a server on a free port. */
export async function servedRelay(
  relay: Relay,
  options: Partial<ServeOptions> = {},
): Promise<RelayServer & { readonly url: string }> {
  const server = await serveRelay(relay, { port: 0, ...options });
  onTestFinished(() => server.close());
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}
