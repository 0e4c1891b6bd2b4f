import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decrypter, armor } from 'age-encryption';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ed25519 } from '../src/ed25519.ts';
import { ageWorkFactor, openAgeFile, sealAgeFile } from '../src/keys/age-file.ts';
import { formatCard, parseCard } from '../src/keys/card.ts';
import { formatPersonKey, newPersonKey, parsePersonKey } from '../src/keys/person-key.ts';
import { operator, passphrase, passphraseOption, temporaryFolder } from './program-fixture.ts';

test('a key file is an age file that its passphrase opens, that any age program reads, and that only its owner can read', async () => {
  const folder = temporaryFolder();
  const made = await operator(['key', '--name', 'Ada', ...passphraseOption(folder)], { folder });
  expect(made.code).toBe(0);
  const path = join(folder, 'ada.key');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const key = await parsePersonKey(await openAgeFile(path, passphrase));
  const age = new Decrypter();
  age.addPassphrase(passphrase);
  const plain = await age.decrypt(armor.decode(readFileSync(path, 'utf8')), 'text');
  expect(await parsePersonKey(plain)).toEqual(key);
  const secret = key.privateKey.toHex();
  expect(made.stdout + made.stderr + readFileSync(join(folder, 'ada.card'), 'utf8')).not.toContain(
    secret,
  );
});

test('a key file costs whoever guesses what age asks for by itself', async () => {
  const path = join(temporaryFolder(), 'costly.key');
  await sealAgeFile(path, 'secret', passphrase, ageWorkFactor);
  const header = Buffer.from(armor.decode(readFileSync(path, 'latin1'))).toString('latin1');
  expect(header).toMatch(/^age-encryption\.org\/v1\n-> scrypt \S+ 18\n/);
  expect(await openAgeFile(path, passphrase)).toBe('secret');
});

test('a wrong passphrase, a damaged key file and a short passphrase are told apart, and tell nothing of the secret', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.key');
  await sealAgeFile(path, 'the secret', passphrase, 4);
  const refusal: unknown = await openAgeFile(path, 'another one').catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'OPERATOR_PASSPHRASE' });
  expect(refusal).not.toHaveProperty('cause');
  writeFileSync(path, 'no age file');
  await expect(openAgeFile(path, passphrase)).rejects.toMatchObject({ code: 'OPERATOR_FORMAT' });
  const file = join(folder, 'short');
  writeFileSync(file, 'elevenchars', { mode: 0o600 });
  const args = ['key', '--name', 'Ada', '--passphrase-file', file];
  expect(await operator(args, { folder })).toMatchObject({ code: 3 });
});

test('a key or card that is there is never written over', async () => {
  const folder = temporaryFolder();
  const args = ['key', '--name', 'Ada', ...passphraseOption(folder)];
  await operator(args, { folder });
  const before = readFileSync(join(folder, 'ada.key'));
  expect(await operator(args, { folder })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is there already'),
  });
  expect(readFileSync(join(folder, 'ada.key'))).toEqual(before);
});

test('a card comes back as it was made, and is refused when anything of it was changed', async () => {
  const key = await newPersonKey('Ada Lovelace');
  const card = await formatCard(key);
  const { name, publicKey } = key;
  expect(await parseCard(card)).toEqual({ name, publicKey });
  const text = Buffer.from(card).toString();
  const other = await newPersonKey('Mallory');
  for (const forged of [
    text.replace('Ada', 'Eve'),
    text.replace(publicKey.toHex(), other.publicKey.toHex()),
    text.replace('"version": 1', '"version": 2'),
    text.replace('{', '{ "more": 1,'),
  ]) {
    await expect(parseCard(Buffer.from(forged))).rejects.toMatchObject({ code: 'OPERATOR_FORMAT' });
  }
});

test('any bytes are refused as a card and as a key, with a code', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((json) => Buffer.from(json)),
      ),
      async (bytes) => {
        await expect(parseCard(bytes)).rejects.toMatchObject({ code: 'OPERATOR_FORMAT' });
        const text = Buffer.from(bytes).toString();
        await expect(parsePersonKey(text)).rejects.toMatchObject({ code: 'OPERATOR_FORMAT' });
      },
    ),
  );
});

test('a key comes back as it was sealed, and signs for its public key', async () => {
  const key = await newPersonKey('Grüße 🍵');
  const opened = await parsePersonKey(formatPersonKey(key));
  expect(opened).toEqual(key);
  const message = Buffer.from('message');
  const signature = await ed25519.sign(opened.privateKey, message);
  expect(await ed25519.verify(key.publicKey, message, signature)).toBe(true);
});
