import { describe, expect, it } from 'vitest';
import type { Item } from '../evil/commit.ts';
import { createPerson } from '../evil/person.ts';
import { makeProposal, makeUpdate } from '../evil/proposal.ts';
import { addItem, extensionsItem, pskItem, reinitItem, removeItem } from '../evil/items.ts';
import { expectRefused } from '../evil/refused.ts';
import type { Scene } from '../evil/scene.ts';
import { setScene } from '../evil/scene.ts';

describe('the list of a commit', () => {
  it('[12.2-1] [12.4.2-4] refuses a proposal that is invalid by itself, whatever stands beside it', async () => {
    const scene = await setScene();
    const right = removeItem(1);
    await scene.refuses('MLS_REMOVE_BLANK', { items: [right, removeItem(77)] }, { items: [right] });
  });

  it('[12.2-2] refuses an Update of the committer, by reference and by value', async () => {
    const scene = await setScene();
    const own = await sendUpdate(scene, 0);
    const other = await sendUpdate(scene, 1);
    await scene.refuses('MLS_UPDATE_BY_COMMITTER', { items: [own] });
    const { reference: _, ...byValue } = own;
    await scene.refuses('MLS_UPDATE_BY_COMMITTER', { items: [byValue] }, { items: [other] });
  });

  it('[12.2-3] refuses a Remove of the committer', async () => {
    const scene = await setScene();
    // The committer's leaf is put back, so that nothing but the list is wrong.
    const { tree } = scene.world;
    await scene.refuses(
      'MLS_REMOVE_COMMITTER',
      { items: [removeItem(0)], changes: { proposed: () => tree } },
      { items: [removeItem(1)] },
    );
  });

  it('[12.2-4] refuses two Updates of one leaf', async () => {
    const scene = await setScene();
    const first = await sendUpdate(scene, 1);
    const second = await sendUpdate(scene, 1);
    await scene.refuses('MLS_LEAF_TWICE', { items: [first, second] }, { items: [second] });
  });

  it('[12.2-5] refuses an Update and a Remove of one leaf, in either order', async () => {
    const scene = await setScene();
    const update = await sendUpdate(scene, 1);
    await scene.refuses('MLS_LEAF_TWICE', { items: [update, removeItem(1)] });
    await scene.refuses('MLS_LEAF_TWICE', { items: [removeItem(1), update] }, { items: [update] });
  });

  it('[12.2-6] refuses two Removes of one leaf', async () => {
    const scene = await setScene();
    await scene.refuses(
      'MLS_LEAF_TWICE',
      { items: [removeItem(1), removeItem(1)] },
      { items: [removeItem(1), removeItem(2)] },
    );
  });

  it('[12.2-6] refuses one proposal that is referred to twice', async () => {
    const scene = await setScene();
    const item = await send(scene, 1, removeItem(2));
    await scene.refuses('MLS_PROPOSAL_TWICE', { items: [item, item] }, { items: [item] });
  });

  it('[12.2-7] refuses to add one client twice', async () => {
    const scene = await setScene();
    const { suite } = scene;
    const dora = await createPerson(suite);
    const again = await createPerson(suite, { signatureKey: dora.signatureKey });
    await scene.refuses(
      'MLS_SIGNATURE_KEY_TWICE',
      { items: [addItem(dora), addItem(again)] },
      { items: [addItem(dora), addItem(await createPerson(suite))] },
    );
  });

  it('[12.2-8] [12.2-9] refuses to add a client who is a member, unless the same commit removes it', async () => {
    const scene = await setScene();
    const bob = await createPerson(scene.suite, { signatureKey: scene.people[1]!.signatureKey });
    await scene.refuses(
      'MLS_SIGNATURE_KEY_TWICE',
      { items: [addItem(bob)] },
      { items: [removeItem(1), addItem(bob)] },
    );
    const inOtherOrder = await setScene();
    const carol = await createPerson(inOtherOrder.suite, {
      signatureKey: inOtherOrder.people[2]!.signatureKey,
    });
    await inOtherOrder.takes({ items: [addItem(carol), removeItem(2)] });
  });

  it('[12.2-10] refuses one PreSharedKeyID twice', async () => {
    const scene = await setScene();
    const one = pskItem(scene, 'one');
    const other = pskItem(scene, 'one');
    await scene.refuses(
      'MLS_PSK_TWICE',
      { items: [one.item, one.item], psks: [one.psk, one.psk] },
      // The same key under another nonce is another PreSharedKeyID.
      { items: [one.item, other.item], psks: [one.psk, other.psk] },
      { psks: [one.lent] },
    );
  });

  it('[12.2-11] refuses two GroupContextExtensions', async () => {
    const scene = await setScene();
    const item = extensionsItem([]);
    await scene.refuses('MLS_GROUP_EXTENSIONS_TWICE', { items: [item, item] }, { items: [item] });
  });

  it('[12.2-12] refuses a ReInit with any other proposal', async () => {
    const scene = await setScene();
    const reinit = reinitItem(scene);
    const psk = pskItem(scene, 'beside');
    const lent = { psks: [psk.lent] };
    await scene.refuses('MLS_REINIT_NOT_ALONE', { items: [reinit, removeItem(1)] });
    await scene.refuses('MLS_REINIT_NOT_ALONE', { items: [reinit, reinit] });
    await scene.refuses(
      'MLS_REINIT_NOT_ALONE',
      { items: [psk.item, reinit], psks: [psk.psk] },
      { items: [reinit] },
      lent,
    );
  });

  it('[12.2-13] refuses an ExternalInit in a commit of a member', async () => {
    const scene = await setScene();
    const init: Item = {
      proposal: { proposalType: 'external_init', kemOutput: scene.suite.random(32) },
    };
    await scene.refuses('MLS_EXTERNAL_INIT_MISPLACED', { items: [init] }, { items: [] });
  });

  it('[12.2-14] [13.2-1] refuses a proposal of a type that a member does not support', async () => {
    const scene = await setScene({ proposals: [9], without: { proposals: [1] } });
    await scene.refuses('MLS_CAPABILITIES_PROPOSAL', { items: [ephemeral] }, { items: [] });
    const all = await setScene({ proposals: [9] });
    await all.takes({ items: [ephemeral] });
  });

  it('[12.2-15] does not ask support of those whom the commit adds or removes', async () => {
    const scene = await setScene({ proposals: [9], without: { proposals: [1] } });
    const dora = await createPerson(scene.suite);
    expect(dora.keyPackage.leafNode.capabilities.proposals).toEqual([]);
    await scene.takes({ items: [ephemeral, removeItem(1), addItem(dora)] });
  });

  it('[12.2-16] refuses a commit after which a leaf is invalid', async () => {
    const scene = await setScene();
    // Bob's Update does not support the extension that the same commit brings; alone each is right.
    const update = await sendUpdate(scene, 1);
    const required = extensionsItem([{ extensionType: 0xf001, data: new Uint8Array() }]);
    await scene.refuses(
      'MLS_EXTENSION_UNSUPPORTED',
      { items: [update, required] },
      { items: [update] },
    );
  });

  it('[12.4-2] holds a list that came by reference to the same rules', async () => {
    const scene = await setScene();
    const first = await send(scene, 1, removeItem(2));
    const second = await send(scene, 2, removeItem(2));
    await scene.refuses('MLS_LEAF_TWICE', { items: [first, second] }, { items: [first] });
  });
});

describe('a list of our own', () => {
  it('[12.2-24] [12.4-2] is held to the same rules before anything is made of it', async () => {
    const scene = await setScene({ evil: 4, extensions: [0xf001] });
    const { suite, victim } = scene;
    const dora = await createPerson(suite);
    const twin = await createPerson(suite, { signatureKey: dora.signatureKey });
    const bob = await createPerson(suite, { signatureKey: scene.people[1]!.signatureKey });
    const psk = pskItem(scene, 'a key');
    const short = pskItem(scene, 'a key', 31);
    const kemOutput = suite.random(32);
    const brought = extensionsItem([{ extensionType: 0xf001, data: new Uint8Array() }]);
    const lists: readonly [Parameters<typeof expectRefused>[0], readonly Item[]][] = [
      ['MLS_REMOVE_BLANK', [removeItem(77)]],
      ['MLS_REMOVE_COMMITTER', [removeItem(victim.leafIndex)]],
      ['MLS_LEAF_TWICE', [removeItem(1), removeItem(1)]],
      ['MLS_UPDATE_BY_COMMITTER', [await makeUpdate(scene.world, 1)]],
      ['MLS_SIGNATURE_KEY_TWICE', [addItem(dora), addItem(twin)]],
      ['MLS_SIGNATURE_KEY_TWICE', [addItem(bob)]],
      ['MLS_PSK_TWICE', [psk.item, psk.item]],
      ['MLS_PSK_NONCE', [short.item]],
      ['MLS_GROUP_EXTENSIONS_TWICE', [extensionsItem([]), extensionsItem([])]],
      ['MLS_REINIT_NOT_ALONE', [reinitItem(scene), removeItem(1)]],
      ['MLS_EXTERNAL_INIT_MISPLACED', [{ proposal: { proposalType: 'external_init', kemOutput } }]],
      ['MLS_CAPABILITIES_PROPOSAL', [ephemeral]],
      ['MLS_EXTENSION_UNSUPPORTED', [brought, addItem(dora)]],
    ];
    const before = victim.saved();
    for (const [code, items] of lists) {
      const proposals = items.map(({ proposal }) => proposal);
      const psks = { external: [psk.lent] };
      await expectRefused(code, () => victim.commit({ proposals, psks }));
    }
    expect(victim.saved()).toEqual(before);
    const right = [removeItem(1), addItem(bob), psk.item].map(({ proposal }) => proposal);
    await victim.commit({ proposals: right, psks: { external: [psk.lent] } });
  });

  it('[12.2-24] leaves out of what waits what cannot be committed together', async () => {
    const scene = await setScene({ evil: 4 });
    const old = await sendUpdate(scene, 1);
    const update = await sendUpdate(scene, 1);
    await send(scene, 3, removeItem(2));
    await send(scene, 1, removeItem(2));
    await send(scene, 3, removeItem(scene.victim.leafIndex));
    await send(scene, 0, reinitItem(scene));
    const { commit, accepted } = await scene.victim.commit({});
    const references = commit.proposals.map((item) =>
      item.kind === 'reference' ? item.reference.toHex() : item.proposal.proposalType,
    );
    expect(references).toContain(update.reference!.toHex());
    expect(references).not.toContain(old.reference!.toHex());
    expect(references).toHaveLength(2);
    expect(accepted.memberAt(2)).toBeUndefined();
    expect(accepted.memberAt(accepted.leafIndex)).toBeDefined();
  });
});

describe('applying a list', () => {
  it('[12.3-1] applies group extensions first: they judge the Adds beside them', async () => {
    const scene = await setScene({ extensions: [0xf001] });
    const plain = await createPerson(scene.suite);
    const able = await createPerson(scene.suite, {
      leaf: (leaf) => ({
        ...leaf,
        capabilities: { ...leaf.capabilities, extensions: [0xf001] },
      }),
    });
    const brought = extensionsItem([{ extensionType: 0xf001, data: new Uint8Array() }]);
    // Also when the Add stands before the extensions in the list.
    await scene.refuses(
      'MLS_EXTENSION_UNSUPPORTED',
      { items: [addItem(plain), brought] },
      { items: [addItem(able), brought] },
    );
  });

  it('[12.3-2] removes before it adds: a new member takes the leaf that was freed', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    await scene.takes({ items: [addItem(dora), removeItem(1)] });
    expect(scene.victim.memberAt(1)?.signatureKey).toEqual(dora.keyPackage.leafNode.signatureKey);
  });

  it('[12.3-3] adds in the order of the list', async () => {
    const scene = await setScene();
    const [dora, emil] = [await createPerson(scene.suite), await createPerson(scene.suite)];
    await scene.takes({ items: [addItem(emil), removeItem(2), addItem(dora)] });
    expect(scene.victim.memberAt(2)?.signatureKey).toEqual(emil.keyPackage.leafNode.signatureKey);
    const next = scene.victim.leafIndex + 1;
    expect(scene.victim.memberAt(next)?.signatureKey).toEqual(
      dora.keyPackage.leafNode.signatureKey,
    );
  });
});

const ephemeral: Item = {
  proposal: { proposalType: 'app_ephemeral', componentId: 5, data: new Uint8Array(3) },
};

/** A proposal that the victim has taken, for a commit that refers to it. */
async function send(scene: Scene, sender: number, item: Item): Promise<Item> {
  const made = await makeProposal(scene.world, { ...item, sender });
  await scene.receives(made.message);
  return made.item;
}

async function sendUpdate(scene: Scene, sender: number): Promise<Item> {
  return send(scene, sender, await makeUpdate(scene.world, sender));
}
