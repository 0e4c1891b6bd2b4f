import type { Engine } from '../engine.ts';
import { requireAuthentic } from '../engine.ts';
import { erase, noBytes, sameBytes } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { Suite } from '../suite/suite.ts';
import {
  requireEncryptionKey,
  requireSupported,
  signLeafNode,
  validateLeafNode,
  verifyLeafSignature,
} from '../tree/leaf-node.ts';
import type { Capabilities } from '../wire/capabilities.ts';
import type { Credential } from '../wire/credential.ts';
import type { Extension } from '../wire/extension.ts';
import type { KeyPackage } from '../wire/key-package.ts';
import {
  completeKeyPackage,
  encodeKeyPackageContent,
  keyPackageContentBytes,
} from '../wire/key-package.ts';
import type { LeafNodeContent, Lifetime } from '../wire/leaf-node.ts';
import { encodeMessage, mls10 } from '../wire/message.ts';

export interface KeyPackageInput {
  readonly cipherSuite: number;
  readonly credential: Credential;
  /** Of the suite's signature algorithm, as the `crypto` point takes it. */
  readonly signaturePrivateKey: Uint8Array;
  readonly lifetime: Lifetime;
  readonly capabilities: Capabilities;
  readonly extensions?: readonly Extension[];
  readonly leafNodeExtensions?: readonly Extension[];
}

/** A KeyPackage of our own with its private keys: to be stored sealed, and deleted once it was used. */
export interface OwnKeyPackage {
  readonly keyPackage: KeyPackage;
  /** As an MLSMessage, to be given away. */
  readonly message: Uint8Array;
  readonly initPrivateKey: Uint8Array;
  readonly encryptionPrivateKey: Uint8Array;
  readonly signaturePrivateKey: Uint8Array;
}

/** Makes a KeyPackage (RFC 9420 §10). @throws MLS_INPUT, MLS_SUITE_UNSUPPORTED */
export async function createKeyPackage(
  engine: Engine,
  input: KeyPackageInput,
): Promise<OwnKeyPackage> {
  const suite = engine.suite(input.cipherSuite);
  const { signaturePrivateKey } = input;
  const [init, encryption] = [await freshKeyPair(suite), await freshKeyPair(suite)];
  const leaf: LeafNodeContent = {
    encryptionKey: encryption.publicKey,
    signatureKey: await suite.signaturePublicKey(signaturePrivateKey),
    credential: input.credential,
    capabilities: input.capabilities,
    source: { kind: 'key_package', lifetime: input.lifetime },
    extensions: input.leafNodeExtensions ?? [],
  };
  const leafNode = await signLeafNode(suite, leaf, signaturePrivateKey, noBytes, 0);
  const { maxLifetimeSeconds } = engine.limits;
  validateLeafNode(leafNode, { suite, source: 'key_package', extensions: [], maxLifetimeSeconds });
  const content = {
    version: mls10,
    cipherSuite: suite.id,
    initKey: init.publicKey,
    leafNode,
    extensions: input.extensions ?? [],
  };
  requireSupported(content.extensions, input.capabilities);
  const encoded = encodeKeyPackageContent(content);
  const signature = await suite.sign(signaturePrivateKey, 'KeyPackageTBS', encoded);
  const keyPackage = completeKeyPackage(content, encoded, signature);
  return {
    keyPackage,
    message: encodeMessage({ wireFormat: 'key_package', keyPackage }),
    initPrivateKey: init.privateKey,
    encryptionPrivateKey: encryption.privateKey,
    signaturePrivateKey,
  };
}

/**
 * RFC 9420 §10.1 and §7.3 but for what needs the group's members. With `nowSeconds` the lifetime is checked as well.
 *
 * @throws MLS_KEY_PACKAGE_SUITE, MLS_KEY_PACKAGE_SIGNATURE, MLS_KEY_PACKAGE_INIT_KEY, MLS_CREDENTIAL_REFUSED and what
 * `validateLeafNode` throws
 */
export async function validateKeyPackage(
  engine: Engine,
  suite: Suite,
  keyPackage: KeyPackage,
  group: { readonly extensions: readonly Extension[]; readonly nowSeconds: number | undefined },
): Promise<void> {
  if (keyPackage.version !== mls10 || keyPackage.cipherSuite !== suite.id) {
    throw new MlsError('MLS_KEY_PACKAGE_SUITE', 'A KeyPackage is for another suite or version.');
  }
  const { leafNode, initKey } = keyPackage;
  const { maxLifetimeSeconds } = engine.limits;
  validateLeafNode(leafNode, { suite, source: 'key_package', maxLifetimeSeconds, ...group });
  if (!(await suite.isPublicKey(initKey)) || sameBytes(initKey, leafNode.encryptionKey)) {
    throw new MlsError('MLS_KEY_PACKAGE_INIT_KEY', 'The init key of a KeyPackage is not its own.');
  }
  // Types of `keyPackage.extensions` that nobody lists may be GREASE, and are ignored (§13.4, §13.5).
  await requireEncryptionKey(suite, leafNode);
  await verifyLeafSignature(suite, leafNode, noBytes, 0);
  const signed = keyPackageContentBytes(keyPackage);
  const { signatureKey } = leafNode;
  if (!(await suite.verify(signatureKey, 'KeyPackageTBS', signed, keyPackage.signature))) {
    throw new MlsError('MLS_KEY_PACKAGE_SIGNATURE', 'The signature of a KeyPackage is not valid.');
  }
  await requireAuthentic(engine, leafNode);
}

/** KeyPackageRef (RFC 9420 §5.2). */
export function keyPackageRef(suite: Suite, keyPackage: KeyPackage): Promise<Uint8Array> {
  return suite.refHash('MLS 1.0 KeyPackage Reference', keyPackage.encoded);
}

/** An HPKE key pair from fresh randomness. */
export async function freshKeyPair(suite: Suite): ReturnType<Suite['deriveKeyPair']> {
  const ikm = suite.random(suite.hashBytes);
  const pair = await suite.deriveKeyPair(ikm);
  erase(ikm);
  return pair;
}
