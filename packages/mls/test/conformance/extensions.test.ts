import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../src/wire/capabilities.ts';
import type { Extension } from '../../src/wire/extension.ts';
import { isGrease } from '../../src/wire/grease.ts';
import { setArrival } from '../evil/arrival.ts';
import { engineFor } from '../evil/engine.ts';
import { makeGroupInfoMessage } from '../evil/group-info.ts';
import { addItem, extensionsItem, reinitItem, requiring } from '../evil/items.ts';
import { createNewcomer } from '../evil/newcomer.ts';
import { createPerson, present } from '../evil/person.ts';
import { makeProposal } from '../evil/proposal.ts';
import { expectRefused } from '../evil/refused.ts';
import { setScene } from '../evil/scene.ts';
import { now } from '../evil/victim.ts';

const greaseValues = Array.from({ length: 15 }, (_, index) => 0x0a0a + 0x1010 * index);
const extension = (extensionType: number): Extension => ({
  extensionType,
  data: new Uint8Array(2),
});
const twice = [extension(0xf001), extension(0xf001)];

describe('what nobody knows', () => {
  const everywhere = {
    versions: [0x0a0a, 1],
    cipherSuites: [0x1a1a, 1, 0xff77],
    extensions: [0x2a2a, 0xff77],
    proposals: [0x3a3a, 0xff77],
    credentials: [0x4a4a, 1, 0xff77],
  };

  it("[13.4-1] [13.5-2] is ignored in a leaf's capabilities", async () => {
    const scene = await setScene();
    const person = await createPerson(scene.suite, {
      leaf: (leaf) => ({ ...leaf, capabilities: everywhere }),
    });
    await scene.takes({ items: [addItem(person)] });
  });

  it('[13.4-2] [13.5-2] is ignored among the extensions of a KeyPackage and of its leaf', async () => {
    const scene = await setScene();
    const person = await createPerson(scene.suite, {
      leaf: (leaf) => ({ ...leaf, capabilities: everywhere, extensions: [extension(0x2a2a)] }),
      keyPackage: (packed) => ({ ...packed, extensions: [extension(0xff77), extension(0x2a2a)] }),
    });
    await scene.takes({ items: [addItem(person)] });
    const made = await scene.victim.commit({
      proposals: [addItem(await createPerson(scene.suite)).proposal],
    });
    expect(made.welcomes).toHaveLength(1);
  });

  it('[13.4-3] [13.5-2] is ignored among the extensions of a GroupInfo', async () => {
    const arrival = await setArrival();
    const unknown = [extension(0x5a5a), extension(0xff77)];
    const groupInfo = {
      content: <T extends { readonly extensions: readonly Extension[] }>(content: T) => ({
        ...content,
        extensions: [...unknown, ...content.extensions],
      }),
    };
    await arrival.newcomer.join(await arrival.welcome(await arrival.add(), { groupInfo }));
    const message = await makeGroupInfoMessage(arrival.world, 0, groupInfo);
    await (await createNewcomer()).joinExternally(message);
  });
});

describe('one type twice', () => {
  it('[13.4-4] is refused in a KeyPackage and in its leaf', async () => {
    const scene = await setScene();
    const capable = { extensions: [0xf001] };
    const inLeaf = await createPerson(scene.suite, {
      leaf: (leaf) => ({
        ...leaf,
        capabilities: { ...leaf.capabilities, ...capable },
        extensions: twice,
      }),
    });
    await scene.refuses('MLS_EXTENSION_TWICE', { items: [addItem(inLeaf)] });
    const inPackage = await createPerson(scene.suite, {
      leaf: (leaf) => ({ ...leaf, capabilities: { ...leaf.capabilities, ...capable } }),
      keyPackage: (packed) => ({ ...packed, extensions: twice }),
    });
    await scene.refuses('MLS_EXTENSION_TWICE', { items: [addItem(inPackage)] }, {});
  });

  it('[13.4-4] is refused in GroupContextExtensions and ReInit', async () => {
    const scene = await setScene({ extensions: [0xf001] });
    for (const item of [extensionsItem(twice), reinitItem(scene, { extensions: twice })]) {
      await scene.refuses('MLS_EXTENSION_TWICE', { items: [item] });
      const made = await makeProposal(scene.world, { ...item, sender: 1 });
      await scene.rejects('MLS_EXTENSION_TWICE', made.message);
    }
    await scene.takes({ items: [extensionsItem([extension(0xf001)])] });
  });

  it('[13.4-4] is refused in a GroupInfo and in its GroupContext', async () => {
    const arrival = await setArrival();
    const made = await arrival.add();
    const inGroupInfo = await arrival.welcome(made, {
      groupInfo: { content: (info) => ({ ...info, extensions: [...info.extensions, ...twice] }) },
    });
    await expectRefused('MLS_EXTENSION_TWICE', () => arrival.newcomer.join(inGroupInfo));
    const inContext = await arrival.welcome(made, {
      groupInfo: {
        content: (info) => ({
          ...info,
          groupContext: { ...info.groupContext, extensions: twice },
        }),
      },
    });
    await expectRefused('MLS_EXTENSION_TWICE', () => arrival.newcomer.join(inContext));
    await arrival.joins(made);
  });
});

describe('an extension of a group', () => {
  it('[13.4-5] keeps out a leaf that does not support it', async () => {
    const scene = await setScene({ extensions: [0xf001] });
    await scene.takes({ items: [extensionsItem([extension(0xf001)])] });
    const plain = await createPerson(scene.suite);
    await scene.refuses('MLS_EXTENSION_UNSUPPORTED', { items: [addItem(plain)] });
    await expectRefused('MLS_EXTENSION_UNSUPPORTED', () =>
      scene.victim.commit({ proposals: [addItem(plain).proposal] }),
    );
    const able = await createPerson(scene.suite, {
      leaf: (leaf) => ({
        ...leaf,
        capabilities: { ...leaf.capabilities, extensions: [0xf001] },
      }),
    });
    await scene.takes({ items: [addItem(able)] });
  });

  it('[13.4-6] keeps out a joiner who does not support it, by Welcome and by external commit', async () => {
    const scene = await setScene({ extensions: [0xf001] });
    await scene.takes({ items: [extensionsItem([extension(0xf001)])] });
    const groupInfo = await makeGroupInfoMessage(scene.world, 0);
    const plain = await createNewcomer();
    await expectRefused('MLS_EXTENSION_UNSUPPORTED', () => plain.joinExternally(groupInfo));
    const able = await createNewcomer({ capabilities: { extensions: [0xf001] } });
    await able.joinExternally(groupInfo);
    // A Welcome into a group whose extension the newcomer's leaf, already in the tree, does not list.
    const arrival = await setArrival();
    await arrival.refuses('MLS_EXTENSION_UNSUPPORTED', undefined, {
      groupInfo: {
        content: (info) => ({
          ...info,
          groupContext: { ...info.groupContext, extensions: [extension(0xf001)] },
        }),
      },
    });
  });

  it('[13.4-7] comes into use only when every member supports it', async () => {
    const item = extensionsItem([extension(0xf001)]);
    const scene = await setScene({ extensions: [0xf001], without: { extensions: [2] } });
    await scene.refuses('MLS_EXTENSION_UNSUPPORTED', { items: [item] });
    await expectRefused('MLS_EXTENSION_UNSUPPORTED', () =>
      scene.victim.commit({ proposals: [item.proposal] }),
    );
    const all = await setScene({ extensions: [0xf001] });
    await all.takes({ items: [item] });
  });
});

describe('an extension of another place', () => {
  it('[17.3-1] is refused in a GroupContext: the ratchet tree, the external key, an application id', async () => {
    for (const type of [1, 2, 4]) {
      const scene = await setScene();
      const item = extensionsItem([extension(type)]);
      await scene.refuses('MLS_EXTENSION_MISPLACED', { items: [item] });
      const made = await makeProposal(scene.world, { ...item, sender: 1 });
      await scene.rejects('MLS_EXTENSION_MISPLACED', made.message);
      const arrival = await setArrival();
      await arrival.refuses('MLS_EXTENSION_MISPLACED', undefined, {
        groupInfo: {
          content: (info) => ({
            ...info,
            groupContext: { ...info.groupContext, extensions: [extension(type)] },
          }),
        },
      });
    }
  });
});

describe('our own capabilities', () => {
  it('[13.4-8] advertise nothing that we do not support', async () => {
    const untrue: readonly Partial<Capabilities>[] = [
      { versions: [1, 2] },
      { cipherSuites: [1, 0x0099] },
      { proposals: [0xf001] },
      { credentials: [1, 3] },
    ];
    for (const capabilities of untrue) {
      await expectRefused('MLS_INPUT', () => createNewcomer({ capabilities }));
    }
    await createNewcomer({
      capabilities: { cipherSuites: [1, 2, 0xf07a], proposals: [9], credentials: [1, 2] },
    });
  });
});

describe('GREASE', () => {
  it('[13.5-2] is the fifteen values that are set aside, and no other', () => {
    const found = Array.from({ length: 0x10000 }, (_, value) => value).filter(isGrease);
    expect(found).toEqual(greaseValues);
  });

  it('[13.5-1] is never sent as an extension of a group', async () => {
    const { mls, suite } = await engineFor({});
    const own = await mls.createKeyPackage({
      cipherSuite: suite.id,
      credential: { credentialType: 'basic', identity: new Uint8Array(3) },
      signaturePrivateKey: suite.random(32),
      lifetime: present,
      // In capabilities it may stand.
      capabilities: {
        versions: [1],
        cipherSuites: [1],
        extensions: [0x2a2a],
        proposals: [0x3a3a],
        credentials: [1, 0x4a4a],
      },
    });
    const groupId = suite.random(16);
    await expectRefused('MLS_EXTENSION_UNSUPPORTED', () =>
      mls.createGroup({ groupId, own, extensions: [extension(0x2a2a)], ...now }),
    );
    const { state } = await mls.createGroup({ groupId, own, ...now });
    const proposals = [
      extensionsItem([extension(0x2a2a)]).proposal,
      {
        proposalType: 'reinit',
        groupId,
        version: 1,
        cipherSuite: 1,
        extensions: [extension(0x2a2a)],
      },
    ] as const;
    for (const proposal of proposals) {
      await expectRefused('MLS_INPUT', () => mls.propose(state, proposal, now));
      await expectRefused('MLS_INPUT', () => mls.commit(state, { proposals: [proposal], ...now }));
      await expectRefused('MLS_INPUT', () =>
        mls.proposeAsExternal({
          cipherSuite: 1,
          groupId,
          epoch: 0n,
          senderIndex: 0,
          signaturePrivateKey: suite.random(32),
          proposal,
        }),
      );
    }
  });

  it('[13.5-1] [13.5-2] as a proposal or credential type is refused as any unknown one', async () => {
    const scene = await setScene({ proposals: [] });
    const removal = await makeProposal(scene.world, {
      proposal: { proposalType: 'remove', removed: 2 },
      sender: 1,
    });
    const at = 4 + 1 + scene.world.context.groupId.length + 8 + 5 + 1 + 1;
    expect([...removal.message.subarray(at, at + 2)]).toEqual([0, 3]);
    for (const type of [0x0a0a, 0x0099]) {
      const changed = removal.message.with(at, type >> 8).with(at + 1, type & 0xff);
      await scene.rejects('MLS_PROPOSAL_UNKNOWN', changed);
    }
    await scene.receives(removal.message);
  });

  it('[13.5-3] is not what we support, although our leaf lists it: a group with it is refused', async () => {
    const scene = await setScene({
      extensions: [0x2a2a, 0xf001],
      proposals: [9, 0x3a3a],
      credentials: [1, 0x4a4a],
    });
    await scene.refuses('MLS_EXTENSION_UNSUPPORTED', {
      items: [extensionsItem([extension(0x2a2a)])],
    });
    for (const required of [
      { extensionTypes: [0x2a2a] },
      { proposalTypes: [0x3a3a] },
      { credentialTypes: [0x4a4a] },
    ]) {
      await scene.refuses('MLS_REQUIRED_CAPABILITIES', { items: [requiring(required)] });
    }
    await scene.takes({ items: [requiring({ extensionTypes: [0xf001], proposalTypes: [9] })] });
  });
});
