import { welcomeKey, welcomeSecret } from '../../src/schedule/key-schedule.ts';
import type { PreSharedKey } from '../../src/schedule/psk.ts';
import { pskSecret } from '../../src/schedule/psk.ts';
import type { Suite } from '../../src/suite/suite.ts';
import type { GroupInfo } from '../../src/wire/group-info.ts';
import { readGroupInfo } from '../../src/wire/group-info.ts';
import { parseMessage } from '../../src/wire/message.ts';
import { readWhole } from '../../src/wire/reader.ts';
import type { GroupSecrets } from '../../src/wire/welcome.ts';
import { readGroupSecrets } from '../../src/wire/welcome.ts';
import type { Person } from './person.ts';

/** What a Welcome tells one of the evil people; throws when it is not for them. */
export async function openWelcome(
  suite: Suite,
  bytes: Uint8Array,
  person: Person,
): Promise<{
  readonly groupSecrets: GroupSecrets;
  /** Opens with the keys that the secrets name. */
  readonly groupInfo: (psks: readonly PreSharedKey[]) => Promise<GroupInfo>;
}> {
  const message = parseMessage(bytes, 16_777_216);
  if (message.wireFormat !== 'welcome') throw new Error('it is no Welcome');
  const { secrets, encryptedGroupInfo } = message.welcome;
  const reference = await suite.refHash('MLS 1.0 KeyPackage Reference', person.keyPackage.encoded);
  const entry = secrets.find(({ newMember }) => newMember.toHex() === reference.toHex());
  if (entry === undefined) throw new Error('the Welcome is for somebody else');
  const context = await suite.hpkeContext('Welcome', encryptedGroupInfo);
  const opened = await suite.hpkeOpen(person.initKey, context, entry.encryptedGroupSecrets);
  if (opened === undefined) throw new Error('the secrets do not open');
  const groupSecrets = readWhole(opened, readGroupSecrets);
  return {
    groupSecrets,
    groupInfo: async (psks) => {
      const secret = await welcomeSecret(
        suite,
        groupSecrets.joinerSecret,
        await pskSecret(suite, psks),
      );
      const { key, nonce } = await welcomeKey(suite, secret);
      const plain = await suite.aeadOpen(key, nonce, new Uint8Array(), encryptedGroupInfo);
      if (plain === undefined) throw new Error('the GroupInfo does not open');
      return readWhole(plain, readGroupInfo);
    },
  };
}
