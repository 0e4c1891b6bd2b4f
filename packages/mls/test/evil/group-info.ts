import { externalKeyPair } from '../../src/schedule/external-init.ts';
import type { Extension } from '../../src/wire/extension.ts';
import { extensionTypes } from '../../src/wire/extension.ts';
import type { GroupInfo, GroupInfoContent } from '../../src/wire/group-info.ts';
import { encodeGroupInfoContent, writeGroupInfo } from '../../src/wire/group-info.ts';
import { encodeMessage } from '../../src/wire/message.ts';
import type { TreeNodes } from '../../src/wire/ratchet-tree.ts';
import { writeRatchetTree } from '../../src/wire/ratchet-tree.ts';
import { Writer } from '../../src/wire/writer.ts';
import type { World } from './world.ts';
import { signatureKeyOf } from './world.ts';

/** What a GroupInfo does otherwise than §12.4.3 says; everything that follows from it is right again. */
export interface GroupInfoChanges {
  readonly content?: (content: GroupInfoContent) => GroupInfoContent;
  /** Private key that signs instead of the signer's. */
  readonly signerKey?: Uint8Array;
  readonly signature?: (signature: Uint8Array) => Uint8Array;
  /** The tree that is sent; the tree hash stays that of the world. `none`: no tree. */
  readonly sentTree?: TreeNodes | 'none' | Uint8Array;
  readonly isWithoutExternalPub?: boolean;
}

export async function makeGroupInfo(
  world: World,
  signer: number,
  changes: GroupInfoChanges = {},
): Promise<GroupInfo> {
  const { suite } = world;
  const extensions: Extension[] = [];
  const tree = changes.sentTree ?? world.tree;
  if (tree !== 'none') {
    const data = tree instanceof Uint8Array ? tree : encodeTree(tree);
    extensions.push({ extensionType: extensionTypes.ratchetTree, data });
  }
  if (changes.isWithoutExternalPub !== true) {
    const { publicKey } = await externalKeyPair(suite, world.secrets.externalSecret);
    const data = new Writer().opaque(publicKey).finish();
    extensions.push({ extensionType: extensionTypes.externalPub, data });
  }
  const right: GroupInfoContent = {
    groupContext: world.context,
    extensions,
    confirmationTag: world.confirmationTag,
    signer,
  };
  const fields = changes.content?.(right) ?? right;
  const content = encodeGroupInfoContent(fields);
  const key = changes.signerKey ?? signatureKeyOf(world, signer);
  const signature = await suite.sign(key, 'GroupInfoTBS', content);
  return { ...fields, content, signature: changes.signature?.(signature) ?? signature };
}

export async function makeGroupInfoMessage(
  world: World,
  signer: number,
  changes: GroupInfoChanges = {},
): Promise<Uint8Array> {
  const groupInfo = await makeGroupInfo(world, signer, changes);
  return encodeMessage({ wireFormat: 'group_info', groupInfo });
}

export function encodeGroupInfo(groupInfo: GroupInfo): Uint8Array {
  const writer = new Writer();
  writeGroupInfo(writer, groupInfo);
  return writer.finish();
}

/** `ratchet_tree` as it is sent: without the blanks at its end. */
export function encodeTree(tree: TreeNodes): Uint8Array {
  const writer = new Writer();
  writeRatchetTree(writer, tree);
  return writer.finish();
}
