import type { Extension } from './extension.ts';
import { readExtensions, writeExtensions } from './extension.ts';
import type { GroupContext } from './group-context.ts';
import { readGroupContext, writeGroupContext } from './group-context.ts';
import type { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** RFC 9420 §12.4.3. `content` is the exact bytes of GroupInfoTBS. */
export interface GroupInfo extends GroupInfoContent {
  readonly signature: Uint8Array;
  readonly content: Uint8Array;
}

export interface GroupInfoContent {
  readonly groupContext: GroupContext;
  readonly extensions: readonly Extension[];
  readonly confirmationTag: Uint8Array;
  /** Leaf index. */
  readonly signer: number;
}

export function readGroupInfo(reader: Reader): GroupInfo {
  const start = reader.offset;
  const groupContext = readGroupContext(reader);
  const extensions = readExtensions(reader);
  const confirmationTag = reader.opaque();
  const signer = reader.u32();
  const content = reader.since(start);
  return { groupContext, extensions, confirmationTag, signer, content, signature: reader.opaque() };
}

/** `GroupInfoTBS`. */
export function encodeGroupInfoContent(content: GroupInfoContent): Uint8Array {
  const writer = new Writer(1024);
  writeGroupContext(writer, content.groupContext);
  writeExtensions(writer, content.extensions);
  return writer.opaque(content.confirmationTag).u32(content.signer).finish();
}

export function writeGroupInfo(writer: Writer, groupInfo: GroupInfo): void {
  writer.fixed(groupInfo.content).opaque(groupInfo.signature);
}
