import { describe, expect, it } from 'vitest';
import { knownCipherSuites } from '../../src/suite/cipher-suites.ts';
import type { Suite } from '../../src/suite/suite.ts';
import type { UpdatePathNode } from '../../src/wire/commit.ts';
import { encodeAuthenticatedContent } from '../../src/wire/framed-content.ts';
import { engineFor } from '../evil/engine.ts';
import { addItem, removeItem } from '../evil/items.ts';
import { createPerson, newHpkeKey, newSignatureKey } from '../evil/person.ts';
import { makeProposal } from '../evil/proposal.ts';
import { expectRefused } from '../evil/refused.ts';
import { setScene } from '../evil/scene.ts';
import { setArrival } from '../evil/arrival.ts';
import { parentAt, withNode } from '../evil/tree.ts';

const nistSuites = [2, 5, 7];

describe('cipher suites', () => {
  it('[17.1-1] have the mandatory one, and it carries a group', async () => {
    expect(knownCipherSuites.map(({ id }) => id)).toContain(1);
    const scene = await setScene({ suiteId: 1 });
    await scene.takes({ items: [removeItem(1)] });
    await scene.reads(0, 'a word');
  });

  it('[5.1.1-1] of NIST curves take uncompressed points only, as keys for encryption and for signatures', async () => {
    for (const suiteId of nistSuites) {
      const { suite } = await engineFor({ suiteId });
      const whole = await suite.publicKey(await newHpkeKey(suite));
      expect(whole[0]).toBe(4);
      const half = (key: Uint8Array) =>
        Uint8Array.of(2 + (key.at(-1)! & 1), ...key.subarray(1, (key.length + 1) / 2));
      const context = await suite.hpkeContext('UpdatePathNode', new Uint8Array());
      expect(await suite.hpkeSeal(half(whole), context, new Uint8Array(3))).toBeUndefined();
      expect(await suite.hpkeSeal(whole, context, new Uint8Array(3))).toBeDefined();
      const signer = await newSignatureKey(suite);
      const publicKey = await suite.signaturePublicKey(signer);
      const content = new Uint8Array(5);
      const signature = await suite.sign(signer, 'LeafNodeTBS', content);
      expect(await suite.verify(publicKey, 'LeafNodeTBS', content, signature)).toBe(true);
      expect(await suite.verify(half(publicKey), 'LeafNodeTBS', content, signature)).toBe(false);
    }
  });

  it('[5.1.1-2] take no encryption key of another length: in a leaf, in a path, in a tree', async () => {
    const scene = await setScene({ evil: 4 });
    const short = scene.suite.random(31);
    const inPath = {
      changes: {
        updatePath: {
          nodes: (nodes: readonly UpdatePathNode[]) =>
            nodes.map((node, height) => (height === 0 ? { ...node, encryptionKey: short } : node)),
        },
      },
    };
    await scene.refuses('MLS_ENCRYPTION_KEY', inPath, {});
    const arrival = await setArrival();
    await arrival.refuses('MLS_ENCRYPTION_KEY', (tree) =>
      withNode(tree, 9, { ...parentAt(tree, 9)!, encryptionKey: short }),
    );
    const dora = await createPerson(scene.suite, {
      leaf: (leaf) => ({ ...leaf, encryptionKey: short }),
    });
    await (await setArrival({ dora })).refuses('MLS_ENCRYPTION_KEY', undefined);
  });

  it("[5.1.2-1] take signature keys of their own algorithm only: a leaf with another algorithm's is refused", async () => {
    const scene = await setScene();
    const { suite: other } = await engineFor({ suiteId: 2 });
    const signatureKey = await newSignatureKey(other);
    const publicKey = await other.signaturePublicKey(signatureKey);
    // Everything that the key signs is signed with it, by its own algorithm.
    const mixed = {
      ...scene.suite,
      sign: other.sign,
      signaturePublicKey: other.signaturePublicKey,
    };
    const person = await createPerson(mixed, { signatureKey });
    expect(person.keyPackage.leafNode.signatureKey).toEqual(publicKey);
    await scene.refuses('MLS_LEAF_SIGNATURE', { items: [addItem(person)] });
  });

  it('[5.1.2-3] take the form of signature that their algorithm has', async () => {
    for (const { id } of knownCipherSuites) {
      const { suite } = await engineFor({ suiteId: id });
      const signer = await newSignatureKey(suite);
      const publicKey = await suite.signaturePublicKey(signer);
      const content = new Uint8Array(7);
      const signature = await suite.sign(signer, 'LeafNodeTBS', content);
      const verify = (bytes: Uint8Array) => suite.verify(publicKey, 'LeafNodeTBS', content, bytes);
      expect(await verify(signature)).toBe(true);
      const isEcdsa = nistSuites.includes(id);
      // A sequence of two integers, or R and S of one length.
      expect(signature[0] === 0x30 && publicKey[0] === 4).toBe(isEcdsa);
      const other = isEcdsa ? rawOfDer(signature) : derOfRaw(signature);
      expect(await verify(other)).toBe(false);
      expect(await verify(Uint8Array.of(...signature, 0))).toBe(false);
    }
  });
});

describe('labels', () => {
  const labels = ['FramedContentTBS', 'LeafNodeTBS', 'KeyPackageTBS', 'GroupInfoTBS'];

  it('[5.1.2-2] part signatures: one made under one label is worth nothing under another', async () => {
    const { suite } = await engineFor({});
    const signer = await newSignatureKey(suite);
    const publicKey = await suite.signaturePublicKey(signer);
    const content = new Uint8Array(9);
    for (const label of labels) {
      const signature = await suite.sign(signer, label, content);
      for (const other of labels) {
        expect(await suite.verify(publicKey, other, content, signature)).toBe(other === label);
      }
    }
  });

  it('[5.1.2-2] are the right ones: what is signed under another is refused everywhere', async () => {
    const scene = await setScene();
    const mislabeled: Suite = {
      ...scene.suite,
      sign: (key, _, content) => scene.suite.sign(key, 'AnotherTBS', content),
    };
    const wrong = { ...scene.world, suite: mislabeled };
    const made = await makeProposal(wrong, { ...removeItem(2), sender: 1 });
    await scene.rejects('MLS_SIGNATURE', made.message);
    const person = await createPerson(mislabeled);
    await scene.refuses('MLS_LEAF_SIGNATURE', { items: [addItem(person)] });
    const arrival = await setArrival();
    const added = await arrival.add();
    const welcome = await arrival.welcome({
      ...added,
      world: { ...added.world, suite: mislabeled },
    });
    await expectRefused('MLS_GROUP_INFO_SIGNATURE', () => arrival.newcomer.join(welcome));
  });

  it('[5.1.3-1] part ciphertexts: one made under one label or context opens under no other', async () => {
    const { suite } = await engineFor({});
    const privateKey = await newHpkeKey(suite);
    const publicKey = await suite.publicKey(privateKey);
    const context = new Uint8Array(4);
    const sealed = await suite.hpkeSeal(
      publicKey,
      await suite.hpkeContext('Welcome', context),
      Uint8Array.of(1, 2, 3),
    );
    const open = async (label: string, under: Uint8Array) =>
      suite.hpkeOpen(privateKey, await suite.hpkeContext(label, under), sealed!);
    expect(await open('Welcome', context)).toEqual(Uint8Array.of(1, 2, 3));
    expect(await open('UpdatePathNode', context)).toBeUndefined();
    expect(await open('Welcome', new Uint8Array(5))).toBeUndefined();
  });
});

describe('references', () => {
  it('[5.2-1] name a KeyPackage by the hash of its encoding under its label and suite', async () => {
    for (const suiteId of [1, 7]) {
      const scene = await setScene({ suiteId });
      const dora = await createPerson(scene.suite);
      const made = await scene.victim.commit({ proposals: [addItem(dora).proposal] });
      expect(made.welcomes[0]!.secrets[0]!.newMember).toEqual(
        await scene.suite.hash(labeled('MLS 1.0 KeyPackage Reference', dora.keyPackage.encoded)),
      );
    }
  });

  it('[5.2-2] name a proposal by the content that carried it: the same proposal sent twice has two', async () => {
    const scene = await setScene();
    const first = await makeProposal(scene.world, { ...removeItem(2), sender: 0 });
    const second = await makeProposal(scene.world, { ...removeItem(2), sender: 1 });
    await scene.receives(first.message);
    await scene.refuses('MLS_PROPOSAL_NOT_FOUND', { items: [second.item] });
    const reference = await scene.suite.hash(
      labeled(
        'MLS 1.0 Proposal Reference',
        encodeAuthenticatedContent({
          wireFormat: 'public_message',
          content: first.content,
          auth: first.auth,
        }),
      ),
    );
    await scene.takes({ items: [{ ...removeItem(2), reference }] });
  });
});

/** RefHashInput. */
function labeled(label: string, value: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(label);
  const length = value.length < 16_384 ? [0x40 | (value.length >> 8), value.length & 0xff] : [];
  return Uint8Array.of(text.length, ...text, ...length, ...value);
}

function rawOfDer(der: Uint8Array): Uint8Array {
  const body = der.subarray(der[1]! & 0x80 ? 3 : 2);
  const r = body.subarray(2, 2 + body[1]!);
  const s = body.subarray(2 + body[1]! + 2);
  const plain = (number: Uint8Array) => (number[0] === 0 ? number.subarray(1) : number);
  return Uint8Array.of(...plain(r), ...plain(s));
}

function derOfRaw(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  const body = [2, half, ...raw.subarray(0, half), 2, half, ...raw.subarray(half)];
  return Uint8Array.of(0x30, ...(body.length < 128 ? [body.length] : [0x81, body.length]), ...body);
}
