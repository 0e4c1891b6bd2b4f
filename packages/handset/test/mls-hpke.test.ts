import { Aes256Gcm, CipherSuite, HkdfSha512 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { shake256 } from '@noble/hashes/sha3.js';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createHpke, deriveXwingPrivateKey } from '../src/mls/hpke.ts';
import { crypto, text } from './mls-fixture.ts';

const ours = createHpke(crypto);
const theirs = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha512(), aead: new Aes256Gcm() });
const info = text('what it is for');
const associatedData = text('associated');
const plaintext = text('what it says');

async function keyPair(): Promise<{
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}> {
  const privateKey = crypto.random(32);
  return { privateKey, publicKey: await crypto.xwing.publicKey(privateKey) };
}

// The other implementation takes ArrayBuffers.
const buffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer;

describe('HPKE with X-Wing', () => {
  it('is opened by another implementation', async () => {
    const { privateKey, publicKey } = await keyPair();
    for (const aad of [associatedData, new Uint8Array(0)]) {
      const sealed = (await ours.seal(publicKey, info, aad, plaintext))!;
      const recipientKey = await theirs.kem.deserializePrivateKey(buffer(privateKey));
      const opened = await theirs.open(
        { recipientKey, enc: buffer(sealed.enc), info: buffer(info) },
        buffer(sealed.ciphertext),
        buffer(aad),
      );
      expect(new Uint8Array(opened)).toEqual(plaintext);
    }
  });

  it('opens what another implementation sealed', async () => {
    const { privateKey, publicKey } = await keyPair();
    const recipientPublicKey = await theirs.kem.deserializePublicKey(buffer(publicKey));
    const { ct, enc } = await theirs.seal(
      { recipientPublicKey, info: buffer(info) },
      buffer(plaintext),
      buffer(associatedData),
    );
    const sealed = { enc: new Uint8Array(enc), ciphertext: new Uint8Array(ct) };
    expect(await ours.open(privateKey, info, associatedData, sealed)).toEqual(plaintext);
  });

  it('exports the same secrets as another implementation, both ways', async () => {
    const { privateKey, publicKey } = await keyPair();
    const context = text('exporter context');
    const sent = (await ours.sendExport(publicKey, info, context, 64))!;
    const recipient = await theirs.createRecipientContext({
      recipientKey: await theirs.kem.deserializePrivateKey(buffer(privateKey)),
      enc: buffer(sent.enc),
      info: buffer(info),
    });
    expect(new Uint8Array(await recipient.export(buffer(context), 64))).toEqual(sent.secret);
    const sender = await theirs.createSenderContext({
      recipientPublicKey: await theirs.kem.deserializePublicKey(buffer(publicKey)),
      info: buffer(info),
    });
    const enc = new Uint8Array(sender.enc);
    expect(await ours.receiveExport(privateKey, info, enc, context, 48)).toEqual(
      new Uint8Array(await sender.export(buffer(context), 48)),
    );
  });

  it('derives the key pair that another implementation derives', async () => {
    const ikm = crypto.random(64);
    const derived = deriveXwingPrivateKey(ikm);
    const pair = await theirs.kem.deriveKeyPair(buffer(ikm));
    expect(derived).toEqual(new Uint8Array(await theirs.kem.serializePrivateKey(pair.privateKey)));
    expect(await crypto.xwing.publicKey(derived)).toEqual(
      new Uint8Array(await theirs.kem.serializePublicKey(pair.publicKey)),
    );
    expect(derived).toEqual(
      new Uint8Array(createHash('shake256', { outputLength: 32 }).update(ikm).digest()),
    );
    expect(shake256(ikm, { dkLen: 32 })).toEqual(derived);
  });

  it('opens nothing that was changed: key, info, associated data, encapsulation, ciphertext', async () => {
    const { privateKey, publicKey } = await keyPair();
    const other = await keyPair();
    const sealed = (await ours.seal(publicKey, info, associatedData, plaintext))!;
    expect(await ours.open(privateKey, info, associatedData, sealed)).toEqual(plaintext);
    expect(await ours.open(other.privateKey, info, associatedData, sealed)).toBeUndefined();
    expect(await ours.open(privateKey, text('else'), associatedData, sealed)).toBeUndefined();
    expect(await ours.open(privateKey, info, text('else'), sealed)).toBeUndefined();
    for (const part of ['enc', 'ciphertext'] as const) {
      for (let index = 0; index < sealed[part].length; index += part === 'enc' ? 97 : 1) {
        const changed = { ...sealed, [part]: sealed[part].slice() };
        changed[part][index]! ^= 1;
        expect(await ours.open(privateKey, info, associatedData, changed)).toBeUndefined();
      }
      for (const bytes of [sealed[part].subarray(1), new Uint8Array(0), new Uint8Array(2_000)]) {
        const changed = { ...sealed, [part]: bytes };
        expect(await ours.open(privateKey, info, associatedData, changed)).toBeUndefined();
      }
    }
  });

  it('seals to no key that is none', async () => {
    const { publicKey } = await keyPair();
    const notReduced = publicKey.slice();
    notReduced.fill(0xff, 0, 3);
    for (const key of [notReduced, publicKey.subarray(1), new Uint8Array(0)]) {
      expect(await ours.seal(key, info, associatedData, plaintext)).toBeUndefined();
      expect(await ours.sendExport(key, info, associatedData, 32)).toBeUndefined();
    }
  });
});
