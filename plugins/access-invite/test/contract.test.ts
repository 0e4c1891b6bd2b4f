import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inviteAccess, mintCredit } from '@sotto/access-invite';
import type { AccessSubject } from '@sotto/contracts';
import { accessContract, accessRejections, countingBytes, runContract } from '@sotto/contracts';
import { nodeCrypto } from '@sotto/crypto-node';
import { expect, test } from 'vitest';

async function make(): Promise<AccessSubject> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-access-'));
  const crypto = await nodeCrypto().create({});
  const privateKey = countingBytes(32, 7);
  const publicKey = await crypto.signatures.Ed25519.publicKey(privateKey);
  const revocationsPath = join(folder, 'revoked');
  const ids = new Map<Uint8Array, string>();
  return {
    plugin: () => inviteAccess({ publicKey, path: join(folder, 'admissions.db'), revocationsPath }),
    services: { crypto },
    credit: async (mailboxes, expiresAtMs) => {
      const { id, bytes } = await mintCredit(crypto, privateKey, { mailboxes, expiresAtMs });
      ids.set(bytes, id);
      return bytes;
    },
    revoke: (credit) => appendFile(revocationsPath, `${ids.get(credit)}\n`),
    dispose: () => rm(folder, { recursive: true }),
  };
}

runContract(accessContract(make), { test });
runContract(accessRejections(make), { test });

test.for([0, 31, 33])(
  'a holder of %i bytes is none: no credit is good without one',
  async (length) => {
    const subject = await make();
    const { crypto } = subject.services!;
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const access = await subject.plugin().create({
      clock: { now: () => 0, sleep: async () => undefined },
      crypto: crypto!,
      log,
      random: crypto!.random,
    });
    const credit = await subject.credit(1, 10_000);
    const request = { address: countingBytes(32) as never, credit };
    const holder = new Uint8Array(length);
    expect(await access.judge({ ...request, holder })).toMatchObject({ reason: 'credit_invalid' });
    expect(await access.judge({ ...request, holder: new Uint8Array(32) })).toEqual({
      admitted: true,
    });
    await access.stop();
    await subject.dispose?.();
  },
);
