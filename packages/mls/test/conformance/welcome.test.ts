import { describe, expect, it } from 'vitest';
import type { GroupInfoContent } from '../../src/wire/group-info.ts';
import { setArrival } from '../evil/arrival.ts';
import { encodeTree } from '../evil/group-info.ts';
import { createPerson, flipped } from '../evil/person.ts';
import { expectRefused } from '../evil/refused.ts';
import { isBelow } from '../evil/tree.ts';
import type { WelcomeChanges } from '../evil/welcome.ts';
import { makeWelcome } from '../evil/welcome.ts';

const grease = { extensionType: 0x5a5a, data: new Uint8Array(9) };

describe('a Welcome', () => {
  it('[12.4.3.1-1] lets nobody in without a ratchet tree, in it or beside it', async () => {
    const arrival = await setArrival();
    const made = await arrival.add();
    const welcome = await arrival.welcome(made, { groupInfo: { sentTree: 'none' } });
    await expectRefused('MLS_TREE_MISSING', () => arrival.newcomer.join(welcome));
    const ratchetTree = encodeTree(made.world.tree);
    await arrival.newcomer.join(welcome, { ratchetTree });
    await expectRefused('MLS_TREE_HASH', () =>
      arrival.newcomer.join(welcome, { ratchetTree: encodeTree(arrival.world.tree) }),
    );
  });

  it('[12.4.3.1-2] is refused when it is for none of our KeyPackages', async () => {
    const arrival = await setArrival();
    await arrival.refuses('MLS_WELCOME_NOT_FOR_US', undefined, { newMember: flipped });
    const made = await arrival.add();
    const dora = await createPerson(arrival.world.suite);
    const other = await makeWelcome(made, [dora.keyPackage]);
    await expectRefused('MLS_WELCOME_NOT_FOR_US', () => arrival.newcomer.join(other));
    await arrival.joins(made);
  });

  it('[12.4.3.1-2] is refused when the secrets are encrypted to another key', async () => {
    const arrival = await setArrival();
    const made = await arrival.add();
    const dora = await createPerson(arrival.world.suite);
    const { keyPackage } = arrival.newcomer.own;
    const welcome = await makeWelcome(made, [{ ...keyPackage, initKey: dora.keyPackage.initKey }]);
    await expectRefused('MLS_WELCOME_SECRETS', () => arrival.newcomer.join(welcome));
  });

  it("[12.4.3.1-3] is refused when its suite is not the KeyPackage's", async () => {
    const arrival = await setArrival();
    for (const cipherSuite of [3, 0x0a0a]) {
      await arrival.refuses(['MLS_WELCOME_NOT_FOR_US', 'MLS_SUITE_UNSUPPORTED'], undefined, {
        welcome: (welcome) => ({ ...welcome, cipherSuite }),
      });
    }
  });

  it('[12.4.3.1-4] is refused with a PSK that we do not hold', async () => {
    const arrival = await setArrival();
    const { suite } = arrival.world;
    const id = { pskType: 'external', pskId: suite.random(4), pskNonce: suite.random(32) } as const;
    await arrival.refuses('MLS_PSK_UNKNOWN', undefined, {
      groupSecrets: (secrets) => ({ ...secrets, psks: [id] }),
    });
  });

  it('[12.4.3.1-5] is refused with two PSKs of the usages `reinit` and `branch`', async () => {
    const arrival = await setArrival();
    const { suite } = arrival.world;
    const id = (usage: 'reinit' | 'branch') =>
      ({
        pskType: 'resumption',
        usage,
        pskGroupId: suite.random(8),
        pskEpoch: 1n,
        pskNonce: suite.random(32),
      }) as const;
    for (const psks of [
      [id('reinit'), id('reinit')],
      [id('branch'), id('reinit')],
      [id('branch'), id('branch')],
    ]) {
      await arrival.refuses('MLS_WELCOME_PSKS', undefined, {
        groupSecrets: (secrets) => ({ ...secrets, psks }),
      });
    }
  });

  it('[12.4.3.1-16] is refused when our leaf, exactly as in the KeyPackage, is not in the tree', async () => {
    const arrival = await setArrival();
    const dora = await createPerson(arrival.world.suite);
    const made = await arrival.add((tree) => tree.with(2 * 8, dora.keyPackage.leafNode));
    const welcome = await arrival.welcome(made);
    await expectRefused('MLS_LEAF_NOT_FOUND', () => arrival.newcomer.join(welcome));
    await arrival.joins();
  });

  it('[12.4.3.1-17] is refused with a path secret that does not lead to the keys in the tree', async () => {
    const arrival = await setArrival();
    const made = await arrival.add(undefined, true);
    const wrong: readonly NonNullable<WelcomeChanges['groupSecrets']>[] = [
      (secrets) => ({ ...secrets, pathSecret: flipped(secrets.pathSecret!) }),
      (secrets) => ({ ...secrets, pathSecret: arrival.world.suite.random(32) }),
      // Of a node below the common ancestor.
      (secrets) => ({ ...secrets, pathSecret: made.path!.pathSecrets.values().next().value }),
    ];
    for (const groupSecrets of wrong) {
      const welcome = await arrival.welcome(made, { groupSecrets });
      await expectRefused('MLS_PATH_KEY_MISMATCH', () => arrival.newcomer.join(welcome));
    }
    const victim = await arrival.joins(made);
    // It holds the private key of every node above it that the path set.
    for (const node of made.path!.pathSecrets.keys()) {
      const key = victim.state.keys.keys.get(node);
      if (isBelow(2 * 8, node)) expect(key).toEqual(made.path!.nodeKeys.get(node));
      else expect(key).toBeUndefined();
    }
  });

  it('[12.4.3.1-17] is refused with a path secret for a node that is blank', async () => {
    const arrival = await setArrival();
    // Without a path, the node above leaf 1 and leaf 8 stays blank.
    const made = await arrival.add();
    const groupSecrets: WelcomeChanges['groupSecrets'] = (secrets) => ({
      ...secrets,
      pathSecret: arrival.world.suite.random(32),
    });
    const welcome = await arrival.welcome(made, { groupSecrets });
    await expectRefused('MLS_PATH_SECRET', () => arrival.newcomer.join(welcome));
    await arrival.joins(made);
  });

  it('[12.4.3.1-17] is refused with a key above the common ancestor that does not follow', async () => {
    // With leaf 3 gone, the newcomer takes its place: nodes 5, 3 and 7 are above it, and in the path of leaf 2.
    const arrival = await (await setArrival()).without(3);
    const { suite } = arrival.world;
    const strange = await suite.deriveKeyPair(suite.random(32));
    const right = await arrival.addWithPath(2, {});
    expect(right.added).toEqual([3]);
    expect([...right.path!.pathSecrets.keys()]).toEqual([5, 3, 7]);
    for (let wrongAt = 0; wrongAt < 3; wrongAt += 1) {
      const made = await arrival.addWithPath(2, {
        nodeKey: (height, derived) => (height === wrongAt ? strange : derived),
      });
      const welcome = await arrival.welcome(made);
      await expectRefused('MLS_PATH_KEY_MISMATCH', () => arrival.newcomer.join(welcome));
    }
    await arrival.joins(right);
  });
});

describe('a GroupInfo', () => {
  it('[12.4.3-1] may hold extensions that nobody knows', async () => {
    const arrival = await setArrival();
    const welcome = await arrival.welcome(await arrival.add(), {
      groupInfo: {
        content: (content) => ({ ...content, extensions: [grease, ...content.extensions] }),
      },
    });
    await arrival.newcomer.join(welcome);
  });

  it('[12.4.3-2] is refused with a GroupContext extension that we do not support', async () => {
    const arrival = await setArrival();
    const made = await arrival.add();
    const context = { ...made.world.context, extensions: [grease] };
    const welcome = await arrival.welcome(
      made,
      content((info) => ({ ...info, groupContext: context })),
    );
    await expectRefused('MLS_EXTENSION_UNSUPPORTED', () => arrival.newcomer.join(welcome));
  });

  it('[12.4.3-3] [12.4.3.1-8] is refused with the id of a group that we are in', async () => {
    const arrival = await setArrival();
    const welcome = await arrival.welcome(await arrival.add());
    const { groupId } = arrival.world.context;
    const asked: Uint8Array[] = [];
    const isMemberOf = (id: Uint8Array) => asked.push(id) > 0;
    await expectRefused('MLS_GROUP_KNOWN', () => arrival.newcomer.join(welcome, { isMemberOf }));
    expect(asked).toEqual([groupId]);
  });

  it('[12.4.3-4] [12.4.3.1-6] is refused with a wrong signature, or that of another member', async () => {
    const arrival = await setArrival();
    const groupInfos = [
      { signature: flipped },
      { signature: () => new Uint8Array() },
      { signerKey: arrival.people[2]!.signatureKey },
    ];
    for (const groupInfo of groupInfos) {
      await arrival.refuses('MLS_GROUP_INFO_SIGNATURE', undefined, { groupInfo });
    }
    await arrival.joins();
  });

  it('[12.4.3-4] is refused when anything in it changed after it was signed', async () => {
    const arrival = await setArrival();
    const made = await arrival.add();
    // Signed as another says it: the signature of a right GroupInfo over a changed one.
    const changes: readonly ((info: GroupInfoContent) => GroupInfoContent)[] = [
      (info) => ({ ...info, confirmationTag: flipped(info.confirmationTag) }),
      (info) => ({ ...info, signer: 2 }),
      (info) => ({ ...info, extensions: [grease, ...info.extensions] }),
      (info) => ({ ...info, groupContext: { ...info.groupContext, epoch: 99n } }),
    ];
    const right = await arrival.signatureOfGroupInfo(made);
    for (const change of changes) {
      const welcome = await arrival.welcome(made, {
        groupInfo: { content: change, signature: () => right },
      });
      await expectRefused('MLS_GROUP_INFO_SIGNATURE', () => arrival.newcomer.join(welcome));
    }
  });

  it('[12.4.3.1-7] is refused with a signer who is blank, or not of the tree', async () => {
    const arrival = await setArrival();
    for (const signer of [9, 15, 16, 0xffff_ffff]) {
      await arrival.refuses(
        'MLS_GROUP_INFO_SIGNER',
        undefined,
        content((info) => ({ ...info, signer })),
      );
    }
  });

  it("[12.4.3.1-9] is refused when its suite is not the KeyPackage's", async () => {
    const arrival = await setArrival();
    await arrival.refuses(
      'MLS_GROUP_INFO_SUITE',
      undefined,
      content((info) => ({ ...info, groupContext: { ...info.groupContext, cipherSuite: 3 } })),
    );
    await arrival.refuses(
      'MLS_GROUP_INFO_SUITE',
      undefined,
      content((info) => ({ ...info, groupContext: { ...info.groupContext, version: 2 } })),
    );
  });

  it('[12.4.3.1-10] is refused with another tree hash', async () => {
    const arrival = await setArrival();
    await arrival.refuses(
      'MLS_TREE_HASH',
      undefined,
      content((info) => ({
        ...info,
        groupContext: { ...info.groupContext, treeHash: flipped(info.groupContext.treeHash) },
      })),
    );
  });

  it('[12.4.3.1-18] is refused with a wrong confirmation tag', async () => {
    const arrival = await setArrival();
    await arrival.refuses(
      'MLS_CONFIRMATION_TAG',
      undefined,
      content((info) => ({ ...info, confirmationTag: flipped(info.confirmationTag) })),
    );
    await arrival.refuses(
      'MLS_CONFIRMATION_TAG',
      undefined,
      content((info) => ({
        ...info,
        groupContext: {
          ...info.groupContext,
          confirmedTranscriptHash: flipped(info.groupContext.confirmedTranscriptHash),
        },
      })),
    );
    await arrival.joins();
  });
});

function content(change: (info: GroupInfoContent) => GroupInfoContent): WelcomeChanges {
  return { groupInfo: { content: change } };
}
