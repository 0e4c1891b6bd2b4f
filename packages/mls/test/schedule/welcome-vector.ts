import { expect } from 'vitest';
import { noBytes } from '../../src/bytes.ts';
import { epochSecrets, welcomeKey } from '../../src/schedule/key-schedule.ts';
import { pskSecret } from '../../src/schedule/psk.ts';
import { confirmationTag } from '../../src/schedule/transcript.ts';
import type { Suite } from '../../src/suite/suite.ts';
import { encodeGroupContext } from '../../src/wire/group-context.ts';
import { encodeGroupInfoContent, readGroupInfo } from '../../src/wire/group-info.ts';
import { parseMessage } from '../../src/wire/message.ts';
import { readWhole } from '../../src/wire/reader.ts';
import { readGroupSecrets } from '../../src/wire/welcome.ts';
import type { Hex } from '../vectors.ts';
import { fromHex, toHex } from '../vectors.ts';

export interface WelcomeVector {
  readonly cipher_suite: number;
  readonly init_priv: Hex;
  readonly signer_pub: Hex;
  readonly key_package: Hex;
  readonly welcome: Hex;
}

export async function checkWelcome(suite: Suite, vector: WelcomeVector): Promise<void> {
  const packaged = parseMessage(fromHex(vector.key_package), 10_000);
  const message = parseMessage(fromHex(vector.welcome), 10_000);
  if (packaged.wireFormat !== 'key_package' || message.wireFormat !== 'welcome') {
    throw new Error('The vector is of another kind.');
  }
  const { welcome } = message;
  const { encoded } = packaged.keyPackage;
  const reference = toHex(await suite.refHash('MLS 1.0 KeyPackage Reference', encoded));
  const own = welcome.secrets.find((entry) => toHex(entry.newMember) === reference);
  const context = await suite.hpkeContext('Welcome', welcome.encryptedGroupInfo);
  const opened = await suite.hpkeOpen(
    fromHex(vector.init_priv),
    context,
    own!.encryptedGroupSecrets,
  );
  const secrets = readWhole(opened!, readGroupSecrets);
  expect(secrets.psks).toEqual([]);
  const none = await pskSecret(suite, []);

  const { joinerSecret } = secrets;
  const known = await epochSecrets(suite, joinerSecret, none, noBytes);
  const { key, nonce } = await welcomeKey(suite, known.welcomeSecret);
  const plaintext = await suite.aeadOpen(key, nonce, noBytes, welcome.encryptedGroupInfo);
  const groupInfo = readWhole(plaintext!, readGroupInfo);
  const { content, signature } = groupInfo;
  expect(encodeGroupInfoContent(groupInfo)).toEqual(content);
  const signer = fromHex(vector.signer_pub);
  expect(await suite.verify(signer, 'GroupInfoTBS', content, signature)).toBe(true);

  const encodedContext = encodeGroupContext(groupInfo.groupContext);
  const epoch = await epochSecrets(suite, joinerSecret, none, encodedContext);
  const { confirmedTranscriptHash } = groupInfo.groupContext;
  const tag = await confirmationTag(suite, epoch.secrets.confirmationKey, confirmedTranscriptHash);
  expect(toHex(tag)).toBe(toHex(groupInfo.confirmationTag));
}
