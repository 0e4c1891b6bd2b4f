import type { Extension } from './extension.ts';
import { readExtensions, writeExtensions } from './extension.ts';
import type { LeafNode } from './leaf-node.ts';
import { readLeafNode } from './leaf-node.ts';
import type { Reader } from './reader.ts';
import { vectorBytes, Writer } from './writer.ts';

/** RFC 9420 §10. `encoded` is its exact bytes. */
export interface KeyPackage extends KeyPackageContent {
  readonly signature: Uint8Array;
  readonly encoded: Uint8Array;
}

/** A KeyPackage before it is signed. */
export interface KeyPackageContent {
  readonly version: number;
  readonly cipherSuite: number;
  /** HPKE public key, used for one Welcome. */
  readonly initKey: Uint8Array;
  readonly leafNode: LeafNode;
  readonly extensions: readonly Extension[];
}

export function readKeyPackage(reader: Reader): KeyPackage {
  const start = reader.offset;
  const version = reader.u16();
  const cipherSuite = reader.u16();
  const initKey = reader.opaque();
  const leafNode = readLeafNode(reader);
  const extensions = readExtensions(reader);
  const signature = reader.opaque();
  const encoded = reader.since(start);
  return { version, cipherSuite, initKey, leafNode, extensions, signature, encoded };
}

/** `KeyPackageTBS`. */
export function encodeKeyPackageContent(content: KeyPackageContent): Uint8Array {
  const writer = new Writer(content.leafNode.encoded.length + content.initKey.length + 64);
  writer.u16(content.version).u16(content.cipherSuite).opaque(content.initKey);
  writer.fixed(content.leafNode.encoded);
  writeExtensions(writer, content.extensions);
  return writer.finish();
}

export function completeKeyPackage(
  content: KeyPackageContent,
  encodedContent: Uint8Array,
  signature: Uint8Array,
): KeyPackage {
  const writer = new Writer(encodedContent.length + signature.length + 4);
  const encoded = writer.fixed(encodedContent).opaque(signature).finish();
  return { ...content, signature, encoded };
}

/** `KeyPackageTBS` of a KeyPackage that was read. */
export function keyPackageContentBytes(keyPackage: KeyPackage): Uint8Array {
  return keyPackage.encoded.subarray(0, -vectorBytes(keyPackage.signature.length));
}
