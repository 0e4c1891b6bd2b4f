import { describe, expect, it } from 'vitest';
import type { KeyPackageContent } from '../../src/wire/key-package.ts';
import { encodeMessage } from '../../src/wire/message.ts';
import { engineFor } from '../evil/engine.ts';
import { addItem } from '../evil/items.ts';
import { createNewcomer } from '../evil/newcomer.ts';
import type { PersonChanges } from '../evil/person.ts';
import {
  createPerson,
  flipped,
  newHpkeKey,
  withKeyPackageSignature,
  withLeafSignature,
} from '../evil/person.ts';
import { expectRefused } from '../evil/refused.ts';
import { nowSeconds, setScene } from '../evil/scene.ts';

type Code = Parameters<typeof expectRefused>[0];
type Packed = Partial<KeyPackageContent>;

const changed =
  (change: Packed) =>
  (packed: KeyPackageContent): KeyPackageContent => ({ ...packed, ...change });

describe('a KeyPackage', () => {
  it('[10-1] is refused with an init key that is none of the KEM', async () => {
    for (const initKey of [
      new Uint8Array(),
      new Uint8Array(31).fill(9),
      new Uint8Array(33).fill(9),
    ]) {
      await refuses('MLS_KEY_PACKAGE_INIT_KEY', { keyPackage: changed({ initKey }) });
    }
    // Of small order: nothing can be encrypted to it.
    await refuses('MLS_KEY_PACKAGE_INIT_KEY', {
      keyPackage: changed({ initKey: new Uint8Array(32) }),
    });
  });

  it('[10-2] is refused with an encryption key that is none of the KEM', async () => {
    for (const encryptionKey of [
      new Uint8Array(),
      new Uint8Array(31).fill(9),
      new Uint8Array(33).fill(9),
    ]) {
      await refuses('MLS_ENCRYPTION_KEY', { leaf: (leaf) => ({ ...leaf, encryptionKey }) });
    }
    const encryptionKey = new Uint8Array(32);
    await refuses('MLS_ENCRYPTION_KEY', { leaf: (leaf) => ({ ...leaf, encryptionKey }) });
  });

  it('[10-2] is refused with a key that is no point of the curve', async () => {
    const point = (suiteId: number) => {
      const key = new Uint8Array({ 2: 65, 5: 133, 7: 97 }[suiteId]!).fill(1);
      key[0] = 4;
      return key;
    };
    for (const suiteId of [2, 5, 7]) {
      const encryptionKey = point(suiteId);
      const changes: PersonChanges = { leaf: (leaf) => ({ ...leaf, encryptionKey }) };
      await refuses('MLS_ENCRYPTION_KEY', changes, suiteId);
      const initKey = point(suiteId);
      await refuses('MLS_KEY_PACKAGE_INIT_KEY', { keyPackage: changed({ initKey }) }, suiteId);
    }
  });

  it('[10-1] [10-2] knows every key that nothing can be encrypted to, and no other', async () => {
    const bad25519 = [
      '00'.repeat(32),
      `01${'00'.repeat(31)}`,
      `01${'00'.repeat(30)}80`,
      'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
      '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
      `ec${'ff'.repeat(30)}7f`,
      `ed${'ff'.repeat(30)}ff`,
      `ee${'ff'.repeat(31)}`,
    ];
    const bad448 = [
      '00'.repeat(56),
      `01${'00'.repeat(55)}`,
      `fe${'ff'.repeat(27)}fe${'ff'.repeat(27)}`,
      `${'ff'.repeat(28)}fe${'ff'.repeat(27)}`,
      `${'00'.repeat(28)}${'ff'.repeat(28)}`,
    ];
    const { suite: hybrid } = await engineFor({ suiteId: 0xf07a });
    const whole = await hybrid.publicKey(await newHpkeKey(hybrid));
    // 12 bits of 4,095, at an even and at an odd place.
    const unreduced = [
      whole.with(0, 0xff).with(1, whole[1]! | 0x0f),
      whole.with(1151, 0xff).with(1150, 0xff),
    ];
    const cases: readonly [number, readonly Uint8Array[]][] = [
      [1, bad25519.map((hex) => Uint8Array.fromHex(hex))],
      [4, bad448.map((hex) => Uint8Array.fromHex(hex))],
      [2, [new Uint8Array(65).fill(1).with(0, 4)]],
      [0xf07a, unreduced],
    ];
    for (const [suiteId, keys] of cases) {
      const { suite } = await engineFor({ suiteId });
      const context = await suite.hpkeContext('UpdatePathNode', new Uint8Array());
      const seals = async (key: Uint8Array) =>
        (await suite.hpkeSeal(key, context, new Uint8Array(3))) !== undefined;
      for (const key of keys) {
        expect(await suite.isPublicKey(key)).toBe(false);
        expect(await seals(key)).toBe(false);
      }
      for (let times = 0; times < 5; times += 1) {
        const key = await suite.publicKey(await newHpkeKey(suite));
        expect(await suite.isPublicKey(key)).toBe(true);
        expect(await seals(key)).toBe(true);
      }
    }
  });

  it('[10-3] is refused with a signature key that is none of the algorithm', async () => {
    for (const signatureKey of [
      new Uint8Array(),
      new Uint8Array(31).fill(9),
      new Uint8Array(32),
      new Uint8Array(64),
    ]) {
      await refuses('MLS_LEAF_SIGNATURE', { leaf: (leaf) => ({ ...leaf, signatureKey }) });
    }
  });

  it('[10-4] [10.1-4] is refused with a wrong signature, or that of another key than its leaf has', async () => {
    await refuses('MLS_KEY_PACKAGE_SIGNATURE', {
      signedKeyPackage: (packed) => withKeyPackageSignature(packed, flipped(packed.signature)),
    });
    await refuses('MLS_KEY_PACKAGE_SIGNATURE', {
      signedKeyPackage: (packed) => withKeyPackageSignature(packed, new Uint8Array()),
    });
    const { suite } = await engineFor({});
    const other = await createPerson(suite);
    await refuses('MLS_KEY_PACKAGE_SIGNATURE', {
      keyPackage: changed({ leafNode: other.keyPackage.leafNode }),
    });
  });

  it('[10-4] is refused when any field changed after it was signed', async () => {
    const { suite } = await engineFor({});
    const changes: readonly Packed[] = [
      { initKey: suite.random(32) },
      { extensions: [{ extensionType: 0x0a0a, data: new Uint8Array(2) }] },
    ];
    for (const change of changes) {
      await refuses('MLS_KEY_PACKAGE_SIGNATURE', {
        leaf: (leaf) => ({ ...leaf, capabilities: { ...leaf.capabilities, extensions: [0x0a0a] } }),
        signedKeyPackage: (packed) =>
          withKeyPackageSignature({ ...packed, ...change }, packed.signature),
      });
    }
  });

  it('[10-6] [10.1-2] is refused with another protocol version than its message and its group have', async () => {
    for (const version of [0, 2, 0x0a0a]) {
      await refuses(['MLS_KEY_PACKAGE_SUITE', 'MLS_VERSION'], { keyPackage: changed({ version }) });
    }
    const { mls, suite } = await engineFor({});
    const { keyPackage } = await createPerson(suite, { keyPackage: changed({ version: 2 }) });
    const message = encodeMessage({ wireFormat: 'key_package', keyPackage });
    // The message says version 1.
    expect([...message.subarray(0, 2)]).toEqual([0, 1]);
    await expectRefused(['MLS_VERSION', 'MLS_KEY_PACKAGE_SUITE'], async () => {
      const parsed = mls.parse(message);
      if (parsed.wireFormat !== 'key_package') throw new Error('it is a KeyPackage');
      await mls.validateKeyPackage(parsed.keyPackage, Number(nowSeconds));
    });
  });

  it('[10.1-1] is refused with another cipher suite than the group has', async () => {
    await refuses('MLS_KEY_PACKAGE_SUITE', { keyPackage: changed({ cipherSuite: 3 }) });
    await refuses('MLS_KEY_PACKAGE_SUITE', { keyPackage: changed({ cipherSuite: 0x0a0a }) });
  });

  it('[10.1-3] [10-7] is refused with an invalid leaf', async () => {
    await refuses('MLS_LEAF_SIGNATURE', {
      signedLeaf: (leaf) => withLeafSignature(leaf, flipped(leaf.signature)),
    });
    await refuses('MLS_LEAF_SOURCE', { leaf: (leaf) => ({ ...leaf, source: { kind: 'update' } }) });
  });

  it('[10.1-5] is refused with one key as init key and as encryption key', async () => {
    const { suite } = await engineFor({});
    const { leafKey } = await createPerson(suite);
    await refuses('MLS_KEY_PACKAGE_INIT_KEY', { leafKey, initKey: leafKey });
  });

  it('[10-9] may hold extensions that nobody knows', async () => {
    const scene = await setScene();
    const extensions = [{ extensionType: 0x6a6a, data: new Uint8Array(5) }];
    const person = await createPerson(scene.suite, {
      leaf: (leaf) => ({ ...leaf, capabilities: { ...leaf.capabilities, extensions: [0x6a6a] } }),
      keyPackage: changed({ extensions }),
    });
    await scene.takes({ items: [addItem(person)] });
  });
});

describe('our own KeyPackages', () => {
  it('[10-5] have init keys of their own, and encryption keys of their own', async () => {
    const keys = new Set<string>();
    for (let times = 0; times < 8; times += 1) {
      const { own } = await createNewcomer();
      keys.add(own.keyPackage.initKey.toHex());
      keys.add(own.keyPackage.leafNode.encryptionKey.toHex());
    }
    expect(keys.size).toBe(16);
  });

  it('[10-7] [10-8] have the source `key_package`, and list the types of all their extensions', async () => {
    const { mls, suite } = await engineFor({});
    const make = (extensions: readonly number[]) =>
      mls.createKeyPackage({
        cipherSuite: suite.id,
        credential: { credentialType: 'basic', identity: new Uint8Array(3) },
        signaturePrivateKey: suite.random(32),
        lifetime: { notBefore: 0n, notAfter: 1000n },
        capabilities: {
          versions: [1],
          cipherSuites: [suite.id],
          extensions,
          proposals: [],
          credentials: [1],
        },
        extensions: [{ extensionType: 0xf001, data: new Uint8Array(1) }],
        leafNodeExtensions: [{ extensionType: 0xf002, data: new Uint8Array(1) }],
      });
    const { keyPackage } = await make([0xf001, 0xf002]);
    expect(keyPackage.leafNode.source.kind).toBe('key_package');
    await expectRefused('MLS_EXTENSION_UNSUPPORTED', () => make([0xf001]));
    await expectRefused('MLS_EXTENSION_UNSUPPORTED', () => make([0xf002]));
  });
});

/** By whoever is to add its client, and by the members who receive the Add. */
async function refuses(code: Code, changes: PersonChanges, suiteId = 1): Promise<void> {
  const scene = await setScene({ evil: 2, suiteId });
  const wrong = addItem(await createPerson(scene.suite, changes));
  await scene.refuses(code, { items: [wrong], path: false });
  await expectRefused(code, () =>
    scene.victim.commit({ proposals: [wrong.proposal], path: false }),
  );
  await expectRefused(code, () => scene.victim.propose(wrong.proposal));
  await scene.takes({ items: [addItem(await createPerson(scene.suite))] });
}
