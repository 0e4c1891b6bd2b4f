import type { KeyPackage, RatchetTree } from 'ts-mls';
import { encodeMlsMessage, decodeMlsMessage } from 'ts-mls/message.js';
import { extractWelcomeSecret, signGroupInfo } from 'ts-mls/groupInfo.js';
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { encodeRatchetTree } from 'ts-mls/ratchetTree.js';
import { encryptGroupInfo, encryptGroupSecrets } from 'ts-mls/welcome.js';
import type { Crypto } from '@sotto/core';
import { describe, expect, it } from 'vitest';
import { createCipherSuite, suiteName } from '../src/mls/cipher-suite.ts';
import { createMls } from '../src/mls/mls.ts';
import type { MlsDevice, OwnKeyPackage } from '../src/mls/seam.ts';
import { clock, crypto, makeDevice, makePair, mls, random, text } from './mls-fixture.ts';

const suite = createCipherSuite(crypto, random);
const refused = { name: 'SottoError', code: 'MLS_REFUSED' };

function keyPackageOf(own: OwnKeyPackage): KeyPackage {
  const message = decodeMlsMessage(own.keyPackage, 0)?.[0];
  if (message?.wireformat !== 'mls_key_package') throw new Error('no KeyPackage');
  return message.keyPackage;
}

/** A Welcome for `own`, sealed and signed as it should be by whoever has the invite, around any tree. */
async function welcomeWith(
  signer: MlsDevice,
  own: OwnKeyPackage,
  tree: RatchetTree,
  extras: { readonly pathSecret?: Uint8Array; readonly extensions?: number } = {},
): Promise<Uint8Array> {
  const joinerSecret = random(64);
  const welcomeSecret = await extractWelcomeSecret(joinerSecret, new Uint8Array(64), suite.kdf);
  const extension = {
    extensionType: 'ratchet_tree',
    extensionData: encodeRatchetTree(tree),
  } as const;
  const info = await signGroupInfo(
    {
      groupContext: {
        version: 'mls10',
        cipherSuite: suiteName,
        groupId: text('a group id'),
        epoch: 1n,
        treeHash: random(64),
        confirmedTranscriptHash: random(64),
        extensions: [],
      },
      extensions: Array.from({ length: extras.extensions ?? 1 }, () => extension),
      confirmationTag: random(64),
      signer: 0,
    },
    signer.signaturePrivateKey,
    suite.signature,
  );
  const encryptedGroupInfo = await encryptGroupInfo(info, welcomeSecret, suite);
  const theirs = keyPackageOf(own);
  const sealed = await encryptGroupSecrets(
    await suite.hpke.importPublicKey(theirs.initKey),
    encryptedGroupInfo,
    { joinerSecret, pathSecret: extras.pathSecret, psks: [] },
    suite.hpke,
  );
  const newMember = await makeKeyPackageRef(theirs, suite.hash);
  const encryptedGroupSecrets = { kemOutput: sealed.enc, ciphertext: sealed.ct };
  return encodeMlsMessage({
    version: 'mls10',
    wireformat: 'mls_welcome',
    welcome: {
      cipherSuite: suiteName,
      secrets: [{ newMember, encryptedGroupSecrets }],
      encryptedGroupInfo,
    },
  });
}

async function hostile(): Promise<{
  readonly device: MlsDevice;
  readonly own: OwnKeyPackage;
  readonly leaf: (own: OwnKeyPackage) => RatchetTree[number];
  readonly theirs: OwnKeyPackage;
}> {
  const device = await makeDevice('mallory');
  const own = await mls.createKeyPackage(await makeDevice('bob'));
  const theirs = await mls.createKeyPackage(device);
  return {
    device,
    own,
    theirs,
    leaf: (made) => ({ nodeType: 'leaf', leaf: keyPackageOf(made).leafNode }),
  };
}

const parent = (unmergedLeaves: number[]): RatchetTree[number] => ({
  nodeType: 'parent',
  parent: { hpkePublicKey: random(1_216), parentHash: random(64), unmergedLeaves },
});

describe('a Welcome made by somebody who means harm', () => {
  it('with a parent whose unmerged leaf is outside the tree is refused, and does not take for ever', async () => {
    const { device, own, theirs, leaf } = await hostile();
    for (const outside of [2, 100, 0x7fff_ffff, 0xffff_ffff]) {
      const tree = [leaf(theirs), parent([outside]), leaf(own)];
      const welcome = await welcomeWith(device, own, tree);
      await expect(mls.join(own, welcome)).rejects.toMatchObject(refused);
    }
  });

  it('with a tree of thousands of nodes is refused without a look at them', async () => {
    const { device, own, theirs, leaf } = await hostile();
    const blanks = Array.from({ length: 3_001 }, () => undefined);
    const welcome = await welcomeWith(device, own, [leaf(theirs), ...blanks, leaf(own)]);
    let hashes = 0;
    const counting: Crypto = {
      ...crypto,
      hash: (algorithm, data) => {
        hashes += 1;
        return crypto.hash(algorithm, data);
      },
    };
    await expect(createMls(counting, random, clock).join(own, welcome)).rejects.toMatchObject(
      refused,
    );
    expect(hashes).toBeLessThan(20);
  });

  it('with a path secret, or more extensions than the tree, is refused', async () => {
    const { device, own, theirs, leaf } = await hostile();
    const tree = [leaf(theirs), undefined, leaf(own)];
    for (const extras of [{ pathSecret: random(64) }, { extensions: 0 }, { extensions: 2 }]) {
      const welcome = await welcomeWith(device, own, tree, extras);
      await expect(mls.join(own, welcome)).rejects.toMatchObject({
        ...refused,
        message: expect.stringMatching(/no new pair/),
      });
    }
  });

  it('with as many secrets as fit is refused by a coded error', async () => {
    const { bobOwn } = await makePair();
    // Each is three empty byte strings: the list is what decoding nests.
    const bytes = new Uint8Array(61_000);
    bytes.set([0, 1, 0, 3, 0, 0x4d]);
    bytes.set(keyPackageSuite(bobOwn), 4);
    const list = 60_000;
    bytes.set([0x80 | (list >> 24), (list >> 16) & 255, (list >> 8) & 255, list & 255], 6);
    const whole = bytes.subarray(0, 6 + 4 + list + 1);
    await expect(mls.join(bobOwn, whole)).rejects.toMatchObject(refused);
  });
});

/** The suite's two bytes, as the library writes them. */
function keyPackageSuite(own: OwnKeyPackage): Uint8Array {
  return own.keyPackage.subarray(6, 8);
}
