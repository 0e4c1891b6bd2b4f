import { MlsError } from '../mls-error.ts';
import type { Capabilities } from './capabilities.ts';
import { readCapabilities, writeCapabilities } from './capabilities.ts';
import type { Credential } from './credential.ts';
import { readCredential, writeCredential } from './credential.ts';
import type { Extension } from './extension.ts';
import { readExtensions, writeExtensions } from './extension.ts';
import type { Reader } from './reader.ts';
import { vectorBytes, Writer } from './writer.ts';

/** RFC 9420 §7.2. A value read or made once: `encoded` is its exact bytes and goes out, and into hashes, as it is. */
export interface LeafNode extends LeafNodeContent {
  readonly signature: Uint8Array;
  readonly encoded: Uint8Array;
}

/** A leaf node before it is signed. */
export interface LeafNodeContent {
  /** HPKE public key. */
  readonly encryptionKey: Uint8Array;
  readonly signatureKey: Uint8Array;
  readonly credential: Credential;
  readonly capabilities: Capabilities;
  readonly source: LeafNodeSource;
  readonly extensions: readonly Extension[];
}

/** How the leaf came to be, and what only such a leaf has. */
export type LeafNodeSource =
  | { readonly kind: 'key_package'; readonly lifetime: Lifetime }
  | { readonly kind: 'update' }
  | { readonly kind: 'commit'; readonly parentHash: Uint8Array };

/** Seconds since 1970, both ends included. */
export interface Lifetime {
  readonly notBefore: bigint;
  readonly notAfter: bigint;
}

const sourceNumbers = { key_package: 1, update: 2, commit: 3 } as const;

export function readLeafNode(reader: Reader): LeafNode {
  const start = reader.offset;
  const encryptionKey = reader.opaque();
  const signatureKey = reader.opaque();
  const credential = readCredential(reader);
  const capabilities = readCapabilities(reader);
  const source = readSource(reader);
  const extensions = readExtensions(reader);
  const signature = reader.opaque();
  const encoded = reader.since(start);
  return {
    encryptionKey,
    signatureKey,
    credential,
    capabilities,
    source,
    extensions,
    signature,
    encoded,
  };
}

function readSource(reader: Reader): LeafNodeSource {
  const number = reader.u8();
  if (number === sourceNumbers.key_package) {
    return {
      kind: 'key_package',
      lifetime: { notBefore: reader.u64(), notAfter: reader.u64() },
    };
  }
  if (number === sourceNumbers.update) return { kind: 'update' };
  if (number === sourceNumbers.commit) return { kind: 'commit', parentHash: reader.opaque() };
  throw new MlsError('MLS_MALFORMED', 'A leaf node is of an unknown source.');
}

/** The fields before the signature. */
export function encodeLeafNodeContent(content: LeafNodeContent): Uint8Array {
  const { source } = content;
  const writer = new Writer(512);
  writer.opaque(content.encryptionKey).opaque(content.signatureKey);
  writeCredential(writer, content.credential);
  writeCapabilities(writer, content.capabilities);
  writer.u8(sourceNumbers[source.kind]);
  if (source.kind === 'key_package') {
    writer.u64(source.lifetime.notBefore).u64(source.lifetime.notAfter);
  } else if (source.kind === 'commit') writer.opaque(source.parentHash);
  writeExtensions(writer, content.extensions);
  return writer.finish();
}

/** Puts the signature behind `encodeLeafNodeContent`. */
export function completeLeafNode(
  content: LeafNodeContent,
  encodedContent: Uint8Array,
  signature: Uint8Array,
): LeafNode {
  const writer = new Writer(encodedContent.length + signature.length + 4);
  const encoded = writer.fixed(encodedContent).opaque(signature).finish();
  return { ...content, signature, encoded };
}

/** Bytes before the signature: the part of `LeafNodeTBS` that all sources share (RFC 9420 §7.2). */
export function leafNodeContentBytes(leafNode: LeafNode): Uint8Array {
  return leafNode.encoded.subarray(0, -vectorBytes(leafNode.signature.length));
}
