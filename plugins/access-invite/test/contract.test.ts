import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inviteAccess, mintCredit } from '@sotto/access-invite';
import type { AccessSubject } from '@sotto/contracts';
import { accessContract, accessRejections, countingBytes, runContract } from '@sotto/contracts';
import { nodeCrypto } from '@sotto/crypto-node';
import { test } from 'vitest';

async function make(): Promise<AccessSubject> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-access-'));
  const crypto = await nodeCrypto().create({});
  const privateKey = countingBytes(32, 7);
  const publicKey = await crypto.signatures.Ed25519.publicKey(privateKey);
  return {
    plugin: () => inviteAccess({ publicKey, path: join(folder, 'spent.db') }),
    services: { crypto },
    credit: (mailboxes, expiresAtMs) => mintCredit(crypto, privateKey, { mailboxes, expiresAtMs }),
    dispose: () => rm(folder, { recursive: true }),
  };
}

runContract(accessContract(make), { test });
runContract(accessRejections(make), { test });
