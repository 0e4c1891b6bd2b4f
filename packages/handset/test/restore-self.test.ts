import { deviceLinkBytesToSign, encodeDeviceLink, verifyDeviceChain } from '@sotto/protocol';
import type { UnsignedAddLink, UnsignedRevokeLink } from '@sotto/protocol';
import { expect, test } from 'vitest';
import { createSelf } from '../src/identity/self.ts';
import { newSelf } from '../src/restore/new-self.ts';
import { systemClock } from '../src/system-clock.ts';
import { relayUrl } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';

const { Ed25519 } = crypto.signatures;
const now = { createdAtHour: 10 };

/** Somebody's device, a paper key that it made, and the links of both. */
async function withPaperKey() {
  const former = await createSelf(crypto, {
    ...{ homes: [{ relay: relayUrl }], suggestedName: 'Ada', nowMs: 36_000_000 },
    holderSeed: crypto.random(32),
  });
  const seed = crypto.random(32);
  const key = await Ed25519.publicKey(seed);
  const headOf = async (links: readonly Uint8Array[]): Promise<Uint8Array> =>
    (await verifyDeviceChain(links, Ed25519.verify))!.head;
  const adding: UnsignedAddLink = {
    ...{ kind: 'add', signatureKey: key, by: former.deviceKey, role: 'recovery', ...now },
    previous: await headOf(former.path),
  };
  const bytes = deviceLinkBytesToSign(adding);
  const added = encodeDeviceLink({
    ...adding,
    signature: await Ed25519.sign(former.deviceSeed, bytes),
    proof: await Ed25519.sign(seed, bytes),
  });
  const links = [...former.path, added];
  const revoke = async (signatureKey: Uint8Array): Promise<readonly Uint8Array[]> => {
    const unsigned: UnsignedRevokeLink = {
      ...{ kind: 'revoke', signatureKey, by: former.deviceKey, ...now },
      previous: await headOf(links),
    };
    const signature = await Ed25519.sign(former.deviceSeed, deviceLinkBytesToSign(unsigned));
    return [...links, encodeDeviceLink({ ...unsigned, signature })];
  };
  return { former, links, revoke, signer: { key, seed } };
}

const parts = { crypto, clock: systemClock };

test('the paper key and the former device vouch for a new device, which has another key', async () => {
  const { former, links, signer } = await withPaperKey();
  for (const by of [{ signer }, {}]) {
    const { self } = await newSelf(parts, { former, links, ...by });
    expect(self.deviceKey).not.toEqual(former.deviceKey);
    expect(self.deviceSeed).not.toEqual(former.deviceSeed);
  }
});

test('neither does once the chain of the backup has it revoked, nor a key that the chain does not have', async () => {
  const { former, links, revoke, signer } = await withPaperKey();
  const revoked = { code: 'BACKUP_REVOKED' };
  const byPaper = newSelf(parts, { former, links: await revoke(signer.key), signer });
  await expect(byPaper).rejects.toMatchObject(revoked);
  const byFormer = newSelf(parts, { former, links: await revoke(former.deviceKey) });
  await expect(byFormer).rejects.toMatchObject(revoked);
  const seed = crypto.random(32);
  const stranger = { key: await Ed25519.publicKey(seed), seed };
  await expect(newSelf(parts, { former, links, signer: stranger })).rejects.toMatchObject(revoked);
});
