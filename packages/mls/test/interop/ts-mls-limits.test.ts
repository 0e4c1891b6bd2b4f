import { createCrypto } from '../crypto.ts';
import { encodeExternalSender } from 'ts-mls';
import { describe, expect, test } from 'vitest';
import { expectRefused } from '../evil/refused.ts';
import { deliver, expectAgreement, expectConversation } from './agreement.ts';
import { Cast } from './cast.ts';
import { TsMlsClient } from './ts-mls-client.ts';
import { peerSuite } from './ts-mls-suite.ts';

const crypto = await createCrypto();
const requiredCapabilities = { type: 3, data: Uint8Array.of(0, 0, 2, 0, 1) };

describe('where ts-mls 1.6.4 departs from RFC 9420', () => {
  test('it follows a change of extensions that Sotto commits', async () => {
    const [founder, first, second] = await (await Cast.create(crypto, 1, 'Sotto')).group('a', 'b');
    const change = { kind: 'extensions', ...requiredCapabilities } as const;
    const { commit } = await founder.commit({ changes: [change] });
    await deliver(commit, first!, second!);
    await expectAgreement(founder, first!, second!);
    const next = await first!.commit();
    await deliver(next.commit, founder, second!);
    await expectAgreement(founder, first!, second!);
    await expectConversation(founder, first!, second!);
  });

  test('its own change of extensions has no path (§12.4) and is refused', async () => {
    const [founder, first] = await (await Cast.create(crypto, 1, 'ts-mls')).group('a');
    const change = { kind: 'extensions', ...requiredCapabilities } as const;
    const { commit } = await founder.commit({ changes: [change] });
    await expectRefused('MLS_COMMIT_PATH_MISSING', () => first!.process(commit));
  });

  test('the external key of its GroupInfo has no length before it (§12.4.3.2) and is refused', async () => {
    const cast = await Cast.create(crypto, 1, 'ts-mls');
    const [founder] = await cast.group();
    const joiner = await cast.client('Sotto', 'joiner');
    const bare = await founder.groupInfo('bare');
    await expectRefused('MLS_MALFORMED', () => joiner.joinExternal(bare));
    const commit = await joiner.joinExternal(await founder.groupInfo('rfc'));
    await founder.process(commit);
    await expectAgreement(founder, joiner);
  });

  test('its external sender is not in a list (§12.1.8.1) and is refused', async () => {
    const [founder] = await (await Cast.create(crypto, 1, 'Sotto')).group();
    const sender = encodeExternalSender({
      signaturePublicKey: new Uint8Array(32).fill(0x3f),
      credential: { credentialType: 'basic', identity: Uint8Array.of(1) },
    });
    const change = { kind: 'extensions', type: 5, data: sender } as const;
    await expectRefused('MLS_MALFORMED', () => founder.commit({ changes: [change] }));
  });

  test('its own ECDSA keys are compressed points (§5.1.1) and are refused', async () => {
    const suite = await peerSuite(2);
    const { publicKey } = await suite.signature.keygen();
    expect(publicKey.length).toBe(33);
    const cast = await Cast.create(crypto, 2, 'Sotto');
    const [founder] = await cast.group();
    const peer = await TsMlsClient.create(suite, 'peer', { isCompressed: true });
    const add = { kind: 'add', keyPackage: peer.keyPackageMessage } as const;
    await expectRefused('MLS_LEAF_SIGNATURE', () => founder.commit({ changes: [add] }));
  });
});
