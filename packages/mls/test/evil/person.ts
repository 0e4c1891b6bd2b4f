import type { Suite } from '../../src/suite/suite.ts';
import type { KeyPackage, KeyPackageContent } from '../../src/wire/key-package.ts';
import { completeKeyPackage, encodeKeyPackageContent } from '../../src/wire/key-package.ts';
import type { LeafNode, LeafNodeContent, Lifetime } from '../../src/wire/leaf-node.ts';
import { completeLeafNode, encodeLeafNodeContent } from '../../src/wire/leaf-node.ts';
import { Writer } from '../../src/wire/writer.ts';

/** A client whose keys the test holds, and which signs whatever it is told to. */
export interface Person {
  readonly signatureKey: Uint8Array;
  readonly leafKey: Uint8Array;
  readonly initKey: Uint8Array;
  readonly keyPackage: KeyPackage;
}

/** What one person does otherwise than the protocol says; everything that follows from it is right again. */
export interface PersonChanges {
  readonly leaf?: (content: LeafNodeContent) => LeafNodeContent;
  /** After the leaf is signed. */
  readonly signedLeaf?: (leaf: LeafNode) => LeafNode;
  readonly keyPackage?: (content: KeyPackageContent) => KeyPackageContent;
  readonly signedKeyPackage?: (keyPackage: KeyPackage) => KeyPackage;
  /** Private signature key, so that two people can have one. */
  readonly signatureKey?: Uint8Array;
  /** HPKE private key of the leaf. */
  readonly leafKey?: Uint8Array;
  readonly initKey?: Uint8Array;
}

/** The present of every test, in seconds since 1970. */
export const nowSeconds = 1_900_000_000n;

/** A lifetime that covers it. */
export const present: Lifetime = {
  notBefore: nowSeconds - 100n,
  notAfter: nowSeconds + 100n,
};

let people = 0;

export async function createPerson(suite: Suite, changes: PersonChanges = {}): Promise<Person> {
  people += 1;
  const signatureKey = changes.signatureKey ?? (await newSignatureKey(suite));
  const leafKey = changes.leafKey ?? (await newHpkeKey(suite));
  const initKey = changes.initKey ?? (await newHpkeKey(suite));
  const content: LeafNodeContent = {
    encryptionKey: await suite.publicKey(leafKey),
    signatureKey: await suite.signaturePublicKey(signatureKey),
    credential: { credentialType: 'basic', identity: new TextEncoder().encode(`person ${people}`) },
    capabilities: {
      versions: [1],
      cipherSuites: [suite.id],
      extensions: [],
      proposals: [],
      credentials: [1],
    },
    source: { kind: 'key_package', lifetime: present },
    extensions: [],
  };
  const changed = changes.leaf?.(content) ?? content;
  const leaf = await signLeaf(suite, changed, signatureKey, undefined);
  const packed: KeyPackageContent = {
    version: 1,
    cipherSuite: suite.id,
    initKey: await suite.publicKey(initKey),
    leafNode: changes.signedLeaf?.(leaf) ?? leaf,
    extensions: [],
  };
  const keyPackage = await signKeyPackage(
    suite,
    changes.keyPackage?.(packed) ?? packed,
    signatureKey,
  );
  return {
    signatureKey,
    leafKey,
    initKey,
    keyPackage: changes.signedKeyPackage?.(keyPackage) ?? keyPackage,
  };
}

export interface LeafPlace {
  readonly groupId: Uint8Array;
  readonly leafIndex: number;
}

/** RFC 9420 §7.2. `place` goes with the sources `update` and `commit`. */
export async function signLeaf(
  suite: Suite,
  content: LeafNodeContent,
  signatureKey: Uint8Array,
  place: LeafPlace | undefined,
): Promise<LeafNode> {
  const encoded = encodeLeafNodeContent(content);
  const signed = new Writer().fixed(encoded);
  if (place !== undefined) signed.opaque(place.groupId).u32(place.leafIndex);
  const signature = await suite.sign(signatureKey, 'LeafNodeTBS', signed.finish());
  return completeLeafNode(content, encoded, signature);
}

async function signKeyPackage(
  suite: Suite,
  content: KeyPackageContent,
  signatureKey: Uint8Array,
): Promise<KeyPackage> {
  const encoded = encodeKeyPackageContent(content);
  const signature = await suite.sign(signatureKey, 'KeyPackageTBS', encoded);
  return completeKeyPackage(content, encoded, signature);
}

/** As `signature` in the value, and in its bytes. */
export function withLeafSignature(leaf: LeafNode, signature: Uint8Array): LeafNode {
  return completeLeafNode(leaf, encodeLeafNodeContent(leaf), signature);
}

export function withKeyPackageSignature(keyPackage: KeyPackage, signature: Uint8Array): KeyPackage {
  return completeKeyPackage(keyPackage, encodeKeyPackageContent(keyPackage), signature);
}

export async function newHpkeKey(suite: Suite): Promise<Uint8Array> {
  const { privateKey } = await suite.deriveKeyPair(suite.random(suite.hashBytes));
  return privateKey;
}

/** Any private signature key; of the NIST curves one that is surely below the order. */
export async function newSignatureKey(suite: Suite): Promise<Uint8Array> {
  for (const length of [32, 48, 57, 66]) {
    const key = suite.random(length);
    if (length === 66) key[0] = 0;
    if (length === 66) key[1] = 0;
    try {
      await suite.signaturePublicKey(key);
      return key;
    } catch {
      // Not the length of this suite's keys.
    }
  }
  throw new Error('no private key fits the suite');
}

/** The same bytes with one bit turned: a signature or tag that is wrong and nothing else. */
export function flipped(bytes: Uint8Array, at: number = bytes.length - 1): Uint8Array {
  return bytes.with(at, bytes[at]! ^ 1);
}
