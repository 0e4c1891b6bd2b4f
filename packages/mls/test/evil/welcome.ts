import { welcomeKey } from '../../src/schedule/key-schedule.ts';
import { encodeMessage } from '../../src/wire/message.ts';
import type { KeyPackage } from '../../src/wire/key-package.ts';
import type { EncryptedGroupSecrets, GroupSecrets, Welcome } from '../../src/wire/welcome.ts';
import { encodeGroupSecrets } from '../../src/wire/welcome.ts';
import type { MadeCommit } from './commit.ts';
import { pathSecretFor } from './commit.ts';
import type { GroupInfoChanges } from './group-info.ts';
import { encodeGroupInfo, makeGroupInfo } from './group-info.ts';

/** What a Welcome does otherwise than §12.4.3.1 says; everything that follows from it is right again. */
export interface WelcomeChanges {
  readonly groupInfo?: GroupInfoChanges;
  readonly signer?: number;
  readonly groupSecrets?: (secrets: GroupSecrets, leafIndex: number) => GroupSecrets;
  readonly newMember?: (reference: Uint8Array) => Uint8Array;
  readonly welcome?: (welcome: Welcome) => Welcome;
  readonly welcomeSecret?: Uint8Array;
}

/** A Welcome for members that the commit added, given by their KeyPackages in the order of the Adds. */
export async function makeWelcome(
  made: MadeCommit,
  keyPackages: readonly KeyPackage[],
  changes: WelcomeChanges = {},
): Promise<Uint8Array> {
  const { world } = made;
  const { suite } = world;
  const groupInfo = await makeGroupInfo(world, changes.signer ?? made.committer, changes.groupInfo);
  const { key, nonce } = await welcomeKey(suite, changes.welcomeSecret ?? made.welcomeSecret);
  const encryptedGroupInfo = await suite.aeadSeal(
    key,
    nonce,
    new Uint8Array(),
    encodeGroupInfo(groupInfo),
  );
  const context = await suite.hpkeContext('Welcome', encryptedGroupInfo);
  const secrets: EncryptedGroupSecrets[] = [];
  for (const [index, keyPackage] of keyPackages.entries()) {
    const leafIndex = made.added[index]!;
    const right: GroupSecrets = {
      joinerSecret: made.joinerSecret,
      pathSecret: pathSecretFor(made, leafIndex),
      psks: made.psks.map(({ id }) => id),
    };
    const told = changes.groupSecrets?.(right, leafIndex) ?? right;
    const sealed = await suite.hpkeSeal(keyPackage.initKey, context, encodeGroupSecrets(told));
    const reference = await suite.refHash('MLS 1.0 KeyPackage Reference', keyPackage.encoded);
    secrets.push({
      newMember: changes.newMember?.(reference) ?? reference,
      encryptedGroupSecrets: sealed!,
    });
  }
  const welcome: Welcome = { cipherSuite: suite.id, secrets, encryptedGroupInfo };
  return encodeMessage({ wireFormat: 'welcome', welcome: changes.welcome?.(welcome) ?? welcome });
}
