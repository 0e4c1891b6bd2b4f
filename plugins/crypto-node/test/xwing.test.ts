import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ml_kem768_x25519 as nobleXWing } from '@noble/post-quantum/hybrid.js';
import { expect, test } from 'vitest';
import { nodeCrypto } from '@sotto/crypto-node';

interface XWingVector {
  readonly sk: string;
  readonly pk: string;
  readonly ct: string;
  readonly ss: string;
}

// Published vectors are not part of the repository: they are looked for in a folder beside it.
const path = join(import.meta.dirname, '../../../../shared/vectors/xwing/test-vectors.json');
const published = existsSync(path)
  ? (JSON.parse(readFileSync(path, 'utf8')) as readonly XWingVector[])
  : undefined;
if (published === undefined)
  process.stderr.write('no published vectors here: xwing/test-vectors.json\n');
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

test.skipIf(published === undefined)(
  'publicKey and decapsulate pass the vectors of the draft',
  async () => {
    const { xwing } = await nodeCrypto().create({});
    expect(published!.length).toBeGreaterThan(0);
    for (const { sk, pk, ct, ss } of published!) {
      expect(await xwing.publicKey(bytes(sk))).toEqual(bytes(pk));
      expect(await xwing.decapsulate(bytes(sk), bytes(ct))).toEqual(bytes(ss));
    }
  },
);

test('encapsulations cross over to another implementation, and back', async () => {
  const { xwing, random } = await nodeCrypto().create({});
  for (let round = 0; round < 5; round += 1) {
    const privateKey = random(32);
    const publicKey = await xwing.publicKey(privateKey);
    expect(publicKey).toEqual(nobleXWing.getPublicKey(privateKey));
    const ours = await xwing.encapsulate(publicKey);
    expect(nobleXWing.decapsulate(ours!.ciphertext, privateKey)).toEqual(ours!.sharedSecret);
    const theirs = nobleXWing.encapsulate(publicKey);
    expect(await xwing.decapsulate(privateKey, theirs.cipherText)).toEqual(theirs.sharedSecret);
    theirs.cipherText[round]! ^= 1;
    expect(await xwing.decapsulate(privateKey, theirs.cipherText)).toEqual(
      nobleXWing.decapsulate(theirs.cipherText, privateKey),
    );
  }
});
