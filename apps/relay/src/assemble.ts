import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inviteAccess } from '@sotto/access-invite';
import { openAccess } from '@sotto/access-open';
import { fsBlobs } from '@sotto/blobs-fs';
import type { Log } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { sqliteMailboxes } from '@sotto/mailboxes-sqlite';
import type { RelayServer } from '@sotto/relay';
import { createRelay, logFolder, serveRelay } from '@sotto/relay';
import type { RelayAppOptions } from './options.ts';

/** A relay on embedded storage, all of it in one folder. */
export async function startRelay(options: RelayAppOptions, log: Log): Promise<RelayServer> {
  const { data, invites, maxBlobStoreBytes } = options;
  await mkdir(data, { recursive: true, mode: 0o700 });
  const relay = await createRelay({
    plugins: [
      nodeCrypto(),
      sqliteMailboxes({
        path: join(data, 'mailboxes.db'),
        maxBytes: options.maxMailboxStoreBytes,
      }),
      fsBlobs({ folder: join(data, 'blobs') }),
      invites === undefined
        ? openAccess()
        : inviteAccess({
            publicKey: invites.publicKey,
            path: join(data, 'admissions.db'),
            revocationsPath: invites.revoked ?? join(data, 'revoked-invites'),
          }),
    ],
    ...(maxBlobStoreBytes === undefined ? {} : { limits: { maxBlobStoreBytes } }),
    ...(options.log === undefined ? {} : { actLog: logFolder(options.log) }),
    log,
  });
  try {
    return await serveRelay(relay, {
      host: options.host,
      port: options.port,
      trustedProxyHops: options.trustedProxyHops,
      connectSources: options.connectSources,
      log,
      ...(options.web === undefined ? {} : { webFolder: options.web }),
      ...(options.greeter === undefined ? {} : { greeter: options.greeter }),
      ...(options.metricsPort === undefined ? {} : { metricsPort: options.metricsPort }),
    });
  } catch (error) {
    await relay.stop();
    throw error;
  }
}
