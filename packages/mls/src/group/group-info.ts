import { MlsError } from '../mls-error.ts';
import { externalKeyPair } from '../schedule/external-init.ts';
import { encodeRatchetTree } from '../tree/ratchet-tree.ts';
import type { Extension } from '../wire/extension.ts';
import { extensionTypes, findExtension } from '../wire/extension.ts';
import type { GroupInfo } from '../wire/group-info.ts';
import { encodeGroupInfoContent } from '../wire/group-info.ts';
import { readWhole } from '../wire/reader.ts';
import { Writer } from '../wire/writer.ts';
import { erase } from '../bytes.ts';
import type { GroupState } from './state.ts';

export interface GroupInfoInput {
  /** Puts the whole ratchet tree in; without it the tree travels apart, under its hash. */
  readonly ratchetTree: boolean;
  /** Lets others join by an external commit. */
  readonly externalPub: boolean;
  /** Of the application. */
  readonly extensions: readonly Extension[];
}

/** Describes the current epoch to somebody outside, signed by this member (RFC 9420 §12.4.3). */
export async function createGroupInfo(
  state: GroupState,
  input: GroupInfoInput,
): Promise<GroupInfo> {
  const { suite } = state;
  const extensions = [...input.extensions];
  if (input.ratchetTree) {
    extensions.push({
      extensionType: extensionTypes.ratchetTree,
      data: encodeRatchetTree(state.tree),
    });
  }
  if (input.externalPub) {
    const { privateKey, publicKey } = await externalKeyPair(suite, state.secrets.externalSecret);
    erase(privateKey);
    extensions.push({
      extensionType: extensionTypes.externalPub,
      data: new Writer(publicKey.length + 4).opaque(publicKey).finish(),
    });
  }
  const fields = {
    groupContext: state.context,
    extensions,
    confirmationTag: state.confirmationTag,
    signer: state.keys.leafIndex,
  };
  const content = encodeGroupInfoContent(fields);
  const signature = await suite.sign(state.signaturePrivateKey, 'GroupInfoTBS', content);
  return { ...fields, content, signature };
}

/** The key that an external commit is made for. @throws MLS_EXTERNAL_PUB_MISSING, MLS_MALFORMED */
export function externalPubOf(groupInfo: GroupInfo): Uint8Array {
  const data = findExtension(groupInfo.extensions, extensionTypes.externalPub);
  if (data === undefined) {
    throw new MlsError('MLS_EXTERNAL_PUB_MISSING', 'The group cannot be joined from outside.');
  }
  return readWhole(data, (reader) => reader.opaque());
}
