import { webCrypto } from '@sotto/crypto-web';
import { memoryRecords } from '@sotto/records-memory';
import { describe, expect, it } from 'vitest';
import { createMls } from '../src/mls/mls.ts';
import type { MlsDevice } from '../src/mls/seam.ts';
import { createVault, openVault } from '../src/vault/vault.ts';

const crypto = await webCrypto().create({});
const random = (length: number): Uint8Array => crypto.random(length);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

async function makeDevice(): Promise<MlsDevice> {
  const signaturePrivateKey = random(32);
  const signaturePublicKey = await crypto.signatures.Ed25519.publicKey(signaturePrivateKey);
  return { signaturePrivateKey, signaturePublicKey, credential: text('credential') };
}

describe('in a browser', () => {
  it('a vault with the real costs keeps a group, and both go on after it was opened anew', async () => {
    const records = await memoryRecords().create({});
    const parts = { records, crypto, random };
    const passphrase = 'correct horse battery';
    const mls = createMls(crypto, random, { now: () => Date.now(), sleep: async () => {} });
    const own = await mls.createKeyPackage(await makeDevice());
    const { group, welcome } = await mls.createPair(await makeDevice(), text('id'), own.keyPackage);
    const { tree, ratchet } = (await mls.join(own, welcome)).save();

    const vault = await createVault(parts, {
      passphrase,
      first: [
        { put: { table: 'group', id: 'tree' }, value: tree },
        { put: { table: 'group', id: 'ratchet' }, value: ratchet },
      ],
    });
    await vault.lock();
    await expect(openVault(parts, { passphrase: `${passphrase}!` })).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    const { store } = await openVault(parts, { passphrase });
    const saved = {
      tree: (await store.get({ table: 'group', id: 'tree' }))!,
      ratchet: (await store.get({ table: 'group', id: 'ratchet' }))!,
    };
    const { message } = await group.encrypt(text('hello'));
    const bob = await mls.load(saved);
    const opened = await bob.decrypt(message);
    expect(opened).toMatchObject({ kind: 'message', plaintext: text('hello'), senderLeafIndex: 0 });
    message[message.length - 1]! ^= 1;
    await expect(bob.decrypt(message)).rejects.toMatchObject({ code: 'MLS_REFUSED' });
  });
});
