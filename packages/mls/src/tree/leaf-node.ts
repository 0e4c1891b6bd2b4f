import { readWhole } from '../wire/reader.ts';
import { MlsError } from '../mls-error.ts';
import { knownCipherSuites } from '../suite/cipher-suites.ts';
import type { Suite } from '../suite/suite.ts';
import type { Capabilities, RequiredCapabilities } from '../wire/capabilities.ts';
import { readRequiredCapabilities } from '../wire/capabilities.ts';
import { credentialTypes } from '../wire/credential.ts';
import type { Extension } from '../wire/extension.ts';
import { extensionTypes, findExtension, isDefaultExtension } from '../wire/extension.ts';
import type { LeafNode, LeafNodeContent } from '../wire/leaf-node.ts';
import {
  completeLeafNode,
  encodeLeafNodeContent,
  leafNodeContentBytes,
} from '../wire/leaf-node.ts';
import { mls10 } from '../wire/message.ts';
import { isGrease } from '../wire/grease.ts';
import { isDefaultProposal, proposalTypes } from '../wire/proposal.ts';
import { Writer } from '../wire/writer.ts';

/** What a leaf node has to fit (RFC 9420 §7.3). */
export interface LeafNodeRules {
  readonly suite: Suite;
  /** How it came; not given for the leaves of a tree, which come in all ways. */
  readonly source?: LeafNode['source']['kind'] | undefined;
  /** Of the GroupContext; empty where the group is not known. */
  readonly extensions: readonly Extension[];
  /** When given, a leaf from a KeyPackage has to be within its lifetime. */
  readonly nowSeconds?: number | undefined;
  /** The longest lifetime that the application accepts (RFC 9420 §7.2). */
  readonly maxLifetimeSeconds?: number | undefined;
}

const label = 'LeafNodeTBS';

/**
 * Group id and leaf index are signed unless the leaf is for a KeyPackage (RFC 9420 §7.2).
 *
 * @throws MLS_INPUT for capabilities that are not ours
 */
export async function signLeafNode(
  suite: Suite,
  content: LeafNodeContent,
  privateKey: Uint8Array,
  groupId: Uint8Array,
  leafIndex: number,
): Promise<LeafNode> {
  requireHonest(content.capabilities);
  const encoded = encodeLeafNodeContent(content);
  const signed = inPlace(content, encoded, groupId, leafIndex);
  return completeLeafNode(content, encoded, await suite.sign(privateKey, label, signed));
}

/**
 * The length of the key alone is checked with the rest of the leaf.
 *
 * @throws MLS_ENCRYPTION_KEY for a key that nothing can be encrypted to (RFC 9420 §10)
 */
export async function requireEncryptionKey(
  suite: Suite,
  { encryptionKey }: LeafNode,
): Promise<void> {
  if (!(await suite.isPublicKey(encryptionKey))) {
    throw new MlsError('MLS_ENCRYPTION_KEY', 'The encryption key of a leaf is not of the suite.');
  }
}

/** @throws MLS_LEAF_SIGNATURE */
export async function verifyLeafSignature(
  suite: Suite,
  leafNode: LeafNode,
  groupId: Uint8Array,
  leafIndex: number,
): Promise<void> {
  requireLeafSignature(await isLeafSigned(suite, leafNode, groupId, leafIndex));
}

/** Whether the leaf's signature is valid, so that many can be asked for at once. */
export function isLeafSigned(
  suite: Suite,
  leafNode: LeafNode,
  groupId: Uint8Array,
  leafIndex: number,
): Promise<boolean> {
  const signed = inPlace(leafNode, leafNodeContentBytes(leafNode), groupId, leafIndex);
  return suite.verify(leafNode.signatureKey, label, signed, leafNode.signature);
}

/** @throws MLS_LEAF_SIGNATURE */
export function requireLeafSignature(isSigned: boolean): void {
  if (!isSigned) throw new MlsError('MLS_LEAF_SIGNATURE', 'The signature of a leaf is not valid.');
}

/** LeafNodeTBS. */
function inPlace(
  { source }: LeafNodeContent,
  encoded: Uint8Array,
  groupId: Uint8Array,
  leafIndex: number,
): Uint8Array {
  if (source.kind === 'key_package') return encoded;
  const writer = new Writer(encoded.length + groupId.length + 8);
  return writer.fixed(encoded).opaque(groupId).u32(leafIndex).finish();
}

/**
 * RFC 9420 §7.3, for what can be said of a leaf by itself. What it owes the other members is `TreeEdit.checkLeaves`; its
 * signature, `verifyLeafSignature`; its credential, the application's.
 *
 * @throws MLS_LEAF_SOURCE, MLS_ENCRYPTION_KEY, MLS_LEAF_CAPABILITIES, MLS_EXTENSION_UNSUPPORTED,
 * MLS_REQUIRED_CAPABILITIES, MLS_LIFETIME
 */
export function validateLeafNode(leafNode: LeafNode, rules: LeafNodeRules): void {
  const { suite, source } = rules;
  const { capabilities, credential } = leafNode;
  if (source !== undefined && leafNode.source.kind !== source) {
    throw new MlsError('MLS_LEAF_SOURCE', 'A leaf has another source than its place asks for.');
  }
  if (leafNode.encryptionKey.length !== suite.publicKeyBytes) {
    throw new MlsError('MLS_ENCRYPTION_KEY', 'The encryption key of a leaf is not of the suite.');
  }
  if (!capabilities.versions.includes(mls10) || !capabilities.cipherSuites.includes(suite.id)) {
    throw new MlsError('MLS_LEAF_CAPABILITIES', 'A leaf does not support the version or suite.');
  }
  if (!capabilities.credentials.includes(credentialTypes[credential.credentialType])) {
    throw new MlsError('MLS_LEAF_CAPABILITIES', 'A leaf does not support its own credential.');
  }
  requireSupported(leafNode.extensions, capabilities);
  requireGroupSupport(leafNode, rules.extensions);
  checkLifetime(leafNode, rules);
}

/**
 * What the extensions of a GroupContext ask of every member (RFC 9420 §11.1, §13.4).
 *
 * @throws MLS_EXTENSION_UNSUPPORTED, MLS_REQUIRED_CAPABILITIES; MLS_MALFORMED for extensions that cannot be read
 */
export function requireGroupSupport(leafNode: LeafNode, extensions: readonly Extension[]): void {
  const { capabilities } = leafNode;
  requireSupported(extensions, capabilities);
  const required = requiredCapabilities(extensions);
  // We ourselves support no GREASE value, although our leaf may list it (RFC 9420 §13.5).
  if (extensions.some(({ extensionType }) => isGrease(extensionType))) throw unsupported();
  const isMet =
    required === undefined ||
    (![...required.extensionTypes, ...required.proposalTypes, ...required.credentialTypes].some(
      isGrease,
    ) &&
      covers(capabilities.extensions, required.extensionTypes, isDefaultExtension) &&
      covers(capabilities.proposals, required.proposalTypes, isDefaultProposal) &&
      covers(capabilities.credentials, required.credentialTypes));
  if (!isMet) {
    throw new MlsError(
      'MLS_REQUIRED_CAPABILITIES',
      'A leaf does not support what the group requires.',
    );
  }
}

/** @throws MLS_EXTENSION_UNSUPPORTED */
export function requireSupported(
  extensions: readonly Extension[],
  capabilities: Capabilities,
): void {
  const types: number[] = [];
  for (const { extensionType } of extensions) types.push(extensionType);
  if (!covers(capabilities.extensions, types, isDefaultExtension)) {
    throw unsupported();
  }
}

function unsupported(): MlsError {
  return new MlsError(
    'MLS_EXTENSION_UNSUPPORTED',
    'A leaf does not support an extension that is in use.',
  );
}

/**
 * What our own leaf says that we support (RFC 9420 §§7.2, 13.4): no more than we do, and nothing that every client does. Which
 * extensions, the application knows. GREASE values may be among them.
 *
 * @throws MLS_INPUT
 */
function requireHonest({
  versions,
  cipherSuites,
  extensions,
  proposals,
  credentials,
}: Capabilities): void {
  const isTrue =
    versions.every((value) => value === mls10 || isGrease(value)) &&
    cipherSuites.every((value) => isGrease(value) || isKnownSuite(value)) &&
    !extensions.some(isDefaultExtension) &&
    proposals.every((value) => value === proposalTypes.app_ephemeral || isGrease(value)) &&
    credentials.every((value) => isGrease(value) || isKnownCredential(value));
  if (!isTrue) {
    throw new MlsError(
      'MLS_INPUT',
      'Capabilities list what is not supported, or what all support.',
    );
  }
}

const isKnownSuite = (value: number): boolean => knownCipherSuites.some(({ id }) => id === value);
const isKnownCredential = (value: number): boolean =>
  value === credentialTypes.basic || value === credentialTypes.x509;

// All leaves of a tree are held against the same array.
const requirements = new WeakMap<readonly Extension[], RequiredCapabilities | undefined>();

/** What the group asks of its members (RFC 9420 §11.1). @throws MLS_MALFORMED */
export function requiredCapabilities(
  extensions: readonly Extension[],
): RequiredCapabilities | undefined {
  if (requirements.has(extensions)) return requirements.get(extensions);
  const data = findExtension(extensions, extensionTypes.requiredCapabilities);
  const required = data && readWhole(data, readRequiredCapabilities);
  requirements.set(extensions, required);
  return required;
}

function covers(
  supported: readonly number[],
  needed: readonly number[],
  isDefault?: (type: number) => boolean,
): boolean {
  if (needed.length === 0) return true;
  // A set, as both lists may be long: they are the peer's.
  const known = new Set(supported);
  for (const type of needed) {
    if (isDefault?.(type) !== true && !known.has(type)) return false;
  }
  return true;
}

function checkLifetime({ source }: LeafNode, rules: LeafNodeRules): void {
  if (source.kind !== 'key_package') return;
  const { notBefore, notAfter } = source.lifetime;
  const { nowSeconds, maxLifetimeSeconds } = rules;
  const isOver = nowSeconds !== undefined && (notBefore > nowSeconds || nowSeconds > notAfter);
  const isTooLong = maxLifetimeSeconds !== undefined && notAfter - notBefore > maxLifetimeSeconds;
  if (isOver || isTooLong) {
    throw new MlsError(
      'MLS_LIFETIME',
      'A leaf is not within its lifetime, or claims too long a one.',
    );
  }
}
