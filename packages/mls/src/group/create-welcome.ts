import { MlsError } from '../mls-error.ts';
import { keyPackageRef } from '../key-package/key-package.ts';
import { welcomeKey } from '../schedule/key-schedule.ts';
import { noBytes } from '../bytes.ts';
import { commonAncestorOf } from '../tree/tree-math.ts';
import { encodeMessage } from '../wire/message.ts';
import type { PreSharedKeyId } from '../wire/pre-shared-key.ts';
import type { EncryptedGroupSecrets } from '../wire/welcome.ts';
import { encodeGroupSecrets } from '../wire/welcome.ts';
import { Writer } from '../wire/writer.ts';
import { writeGroupInfo } from '../wire/group-info.ts';
import type { AddedMember } from './apply-proposals.ts';
import type { GroupInfoInput } from './group-info.ts';
import { createGroupInfo } from './group-info.ts';
import type { NextEpoch } from './next-epoch.ts';

export interface WelcomeInput {
  readonly added: readonly AddedMember[];
  readonly psks: readonly PreSharedKeyId[];
  /** Of the committer's path, by node; `undefined` without a path. */
  readonly pathSecrets: ReadonlyMap<number, Uint8Array> | undefined;
  readonly groupInfo: GroupInfoInput;
}

/** One Welcome for all whom a commit added, as an MLSMessage (RFC 9420 §12.4.3.1). */
export async function createWelcome(next: NextEpoch, input: WelcomeInput): Promise<Uint8Array> {
  const { suite } = next.state;
  const groupInfo = await createGroupInfo(next.state, input.groupInfo);
  const writer = new Writer(groupInfo.content.length + groupInfo.signature.length + 8);
  writeGroupInfo(writer, groupInfo);
  const { key, nonce } = await welcomeKey(suite, next.welcomeSecret);
  const encryptedGroupInfo = await suite.aeadSeal(key, nonce, noBytes, writer.finish());
  const context = await suite.hpkeContext('Welcome', encryptedGroupInfo);
  const secrets: EncryptedGroupSecrets[] = [];
  for (const { leafIndex, keyPackage } of input.added) {
    const ancestor = commonAncestorOf(leafIndex, next.state.keys.leafIndex);
    const groupSecrets = encodeGroupSecrets({
      joinerSecret: next.joinerSecret,
      pathSecret: input.pathSecrets?.get(ancestor),
      psks: input.psks,
    });
    const sealed = await suite.hpkeSeal(keyPackage.initKey, context, groupSecrets);
    groupSecrets.fill(0);
    if (sealed === undefined) {
      throw new MlsError('MLS_KEY_PACKAGE_INIT_KEY', 'The init key of a KeyPackage is not valid.');
    }
    secrets.push({
      newMember: await keyPackageRef(suite, keyPackage),
      encryptedGroupSecrets: sealed,
    });
  }
  const welcome = { cipherSuite: suite.id, secrets, encryptedGroupInfo };
  return encodeMessage({ wireFormat: 'welcome', welcome });
}
