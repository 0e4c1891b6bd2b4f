import type { Extension } from './extension.ts';
import { readExtensions, writeExtensions } from './extension.ts';
import type { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** RFC 9420 §8.1: what all members agree on in an epoch. */
export interface GroupContext {
  readonly version: number;
  readonly cipherSuite: number;
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly treeHash: Uint8Array;
  readonly confirmedTranscriptHash: Uint8Array;
  readonly extensions: readonly Extension[];
}

export function readGroupContext(reader: Reader): GroupContext {
  return {
    version: reader.u16(),
    cipherSuite: reader.u16(),
    groupId: reader.opaque(),
    epoch: reader.u64(),
    treeHash: reader.opaque(),
    confirmedTranscriptHash: reader.opaque(),
    extensions: readExtensions(reader),
  };
}

export function writeGroupContext(writer: Writer, context: GroupContext): void {
  writer.u16(context.version).u16(context.cipherSuite).opaque(context.groupId).u64(context.epoch);
  writer.opaque(context.treeHash).opaque(context.confirmedTranscriptHash);
  writeExtensions(writer, context.extensions);
}

export function encodeGroupContext(context: GroupContext): Uint8Array {
  const writer = new Writer(256);
  writeGroupContext(writer, context);
  return writer.finish();
}
