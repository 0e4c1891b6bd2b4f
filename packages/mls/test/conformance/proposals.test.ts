import { describe, expect, it } from 'vitest';
import type { Extension } from '../../src/wire/extension.ts';
import type { PreSharedKeyId } from '../../src/wire/pre-shared-key.ts';
import type { Proposal } from '../../src/wire/proposal.ts';
import type { Item } from '../evil/commit.ts';
import {
  addItem,
  extensionsItem,
  pskItem,
  reinitItem,
  removeItem,
  requiring,
} from '../evil/items.ts';
import { createPerson, flipped, withKeyPackageSignature } from '../evil/person.ts';
import { makeProposal, makeUpdate } from '../evil/proposal.ts';
import type { expectRefused } from '../evil/refused.ts';
import type { Scene } from '../evil/scene.ts';
import { setScene } from '../evil/scene.ts';
import { leafAt, leafCountOf, parentAt } from '../evil/tree.ts';

type Code = Parameters<typeof expectRefused>[0];

describe('a proposal', () => {
  it('[12.1-1] is refused with a wrong signature, and not kept', async () => {
    const scene = await setScene();
    const wrong = await makeProposal(scene.world, {
      ...removeItem(2),
      sender: 1,
      changes: { signature: flipped },
    });
    await scene.rejects('MLS_SIGNATURE', wrong.message);
    await scene.refuses('MLS_PROPOSAL_NOT_FOUND', { items: [wrong.item] });
  });

  it('[12.1-2] is refused in another epoch, and not kept', async () => {
    const scene = await setScene();
    const late = await makeProposal(scene.world, { ...removeItem(2), sender: 1 });
    await scene.takes({});
    await scene.rejects('MLS_EPOCH_PAST', late.message);
    const next = await makeProposal(
      {
        ...scene.world,
        context: { ...scene.world.context, epoch: scene.world.context.epoch + 1n },
      },
      { ...removeItem(2), sender: 1 },
    );
    await scene.rejects('MLS_EPOCH_FUTURE', next.message);
    await scene.refuses('MLS_PROPOSAL_NOT_FOUND', { items: [late.item] });
  });

  it('[12.1-2] does not outlive its epoch: after a commit without it nobody can commit it', async () => {
    const scene = await setScene();
    const made = await makeProposal(scene.world, { ...removeItem(2), sender: 1 });
    await scene.receives(made.message);
    await scene.takes({});
    await scene.refuses('MLS_PROPOSAL_NOT_FOUND', { items: [made.item] });
  });
});

describe('Add', () => {
  it('[12.1.1-1] refuses an invalid KeyPackage', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite, {
      signedKeyPackage: (packed) => withKeyPackageSignature(packed, flipped(packed.signature)),
    });
    await refuses(scene, 'MLS_KEY_PACKAGE_SIGNATURE', addItem(dora));
  });

  it('[12.1.1-2] puts members into the leftmost blank leaves, and extends a full tree', async () => {
    const scene = await setScene({ evil: 7 });
    await scene.takes({ items: [removeItem(1)] });
    await scene.takes({ items: [removeItem(4)] });
    const people = [];
    for (let times = 0; times < 3; times += 1) people.push(await createPerson(scene.suite));
    const before = leafCountOf(scene.victim.tree());
    await scene.takes({ items: people.map(addItem) });
    const places = people.map(({ keyPackage }) =>
      scene.victim
        .tree()
        .findIndex((node) =>
          node?.encryptionKey === undefined
            ? false
            : sameBytes(node.encryptionKey, keyPackage.leafNode.encryptionKey),
        ),
    );
    expect(places).toEqual([2 * 1, 2 * 4, 2 * 8]);
    expect(leafCountOf(scene.victim.tree())).toBe(2 * before);
  });

  it('[12.1.1-3] lists the new leaf as unmerged at every parent above it that is not blank', async () => {
    const scene = await setScene({ evil: 4 });
    await scene.takes({ committer: 2, items: [] });
    await scene.takes({ items: [removeItem(1)] });
    const tree = scene.victim.tree();
    await scene.takes({ items: [addItem(await createPerson(scene.suite))], path: false });
    for (const index of [1, 3, 7]) {
      expect(parentAt(scene.victim.tree(), index)?.unmergedLeaves).toEqual(
        tree[index] === undefined ? undefined : [1],
      );
    }
    expect(parentAt(scene.victim.tree(), 7)?.unmergedLeaves).toEqual([1]);
    expect(parentAt(scene.victim.tree(), 5)?.unmergedLeaves).toEqual([]);
  });
});

describe('Update', () => {
  it('[12.1.2-1] refuses an invalid leaf', async () => {
    const scene = await setScene();
    const { leafKey } = scene.people[1]!;
    const wrong = await makeProposal(scene.world, {
      ...(await makeUpdate(scene.world, 1, { leafKey })),
      sender: 1,
    });
    await scene.rejects('MLS_UPDATE_SAME_KEY', wrong.message);
  });

  it('[12.1.2-2] replaces the leaf of its sender, no other, and blanks its way to the root', async () => {
    const scene = await setScene({ evil: 4 });
    await scene.takes({ committer: 2, items: [] });
    const before = scene.victim.tree();
    const made = await makeProposal(scene.world, {
      ...(await makeUpdate(scene.world, 1)),
      sender: 1,
    });
    await scene.receives(made.message);
    await scene.takes({ committer: 2, items: [made.item] });
    const after = scene.victim.tree();
    if (made.item.proposal.proposalType !== 'update') throw new Error('it is an Update');
    expect(leafAt(after, 1)!.encoded).toEqual(made.item.proposal.leafNode.encoded);
    expect(leafAt(after, 0)).toEqual(leafAt(before, 0));
    expect(leafAt(after, 3)).toEqual(leafAt(before, 3));
    expect(before[1]).toBeDefined();
    // Node 3 is on the committer's path as well, and was filled again.
    expect(after[1]).toBeUndefined();
  });

  it('[12.1.2-2] refuses the Update of a leaf by somebody else', async () => {
    const scene = await setScene();
    // Leaf 1 sends a leaf node that leaf 2 signed: for its own place the signature is wrong.
    const other = await makeUpdate(scene.world, 2);
    const wrong = await makeProposal(scene.world, { ...other, sender: 1 });
    await scene.rejects('MLS_LEAF_SIGNATURE', wrong.message);
  });
});

describe('Remove', () => {
  it('[12.1.3-1] refuses a leaf that is blank, or not of the tree', async () => {
    const scene = await setScene();
    await scene.takes({ items: [removeItem(2)] });
    for (const leaf of [2, 4, 9, 0xffff_ffff]) {
      await refuses(scene, 'MLS_REMOVE_BLANK', removeItem(leaf));
    }
    await scene.takes({ items: [removeItem(1)] });
  });

  it('[12.1.3-2] blanks the leaf and its way to the root, and truncates the tree', async () => {
    const scene = await setScene({ evil: 2 });
    const dora = await createPerson(scene.suite);
    const emil = await createPerson(scene.suite);
    await scene.takes({ items: [addItem(dora), addItem(emil)] });
    expect(leafCountOf(scene.victim.tree())).toBe(8);
    await scene.takes({ items: [removeItem(4)] });
    expect(leafCountOf(scene.victim.tree())).toBe(4);
    await scene.takes({ items: [removeItem(1)] });
    expect(leafAt(scene.victim.tree(), 1)).toBeUndefined();
    expect(scene.victim.tree()[1]).toBeUndefined();
  });
});

describe('PreSharedKey', () => {
  const resumption = (scene: Scene, usage: 'reinit' | 'branch'): Item => ({
    proposal: {
      proposalType: 'psk',
      psk: {
        pskType: 'resumption',
        usage,
        pskGroupId: scene.world.context.groupId,
        pskEpoch: scene.world.context.epoch,
        pskNonce: scene.suite.random(scene.suite.hashBytes),
      },
    },
  });

  it('[12.1.4-1] [11.2-7] refuses the usage `reinit`', async () => {
    const scene = await setScene();
    await refusesPsk(scene, 'MLS_PSK_USAGE', resumption(scene, 'reinit'));
  });

  it('[12.1.4-2] [11.3-5] refuses the usage `branch`', async () => {
    const scene = await setScene();
    await refusesPsk(scene, 'MLS_PSK_USAGE', resumption(scene, 'branch'));
  });

  it('[12.1.4-1] [12.1.4-2] takes the usage `application`', async () => {
    const scene = await setScene();
    const { proposal } = resumption(scene, 'branch');
    if (proposal.proposalType !== 'psk') throw new Error('it is a PreSharedKey');
    const id = { ...proposal.psk, usage: 'application' } as PreSharedKeyId;
    const psks = [{ id, psk: scene.world.secrets.resumptionPsk }];
    await scene.takes({ items: [{ proposal: { proposalType: 'psk', psk: id } }], psks });
  });

  it('[12.1.4-3] refuses a nonce that is shorter or longer than a hash', async () => {
    const scene = await setScene();
    for (const length of [0, 31, 33]) {
      const { item, psk, lent } = pskItem(scene, 'a key', length);
      await scene.refuses('MLS_PSK_NONCE', { items: [item], psks: [psk] }, undefined, {
        psks: [lent],
      });
      const sent = await makeProposal(scene.world, { ...item, sender: 1 });
      await scene.rejects('MLS_PSK_NONCE', sent.message);
    }
    const { item, psk, lent } = pskItem(scene, 'a key');
    await scene.takes({ items: [item], psks: [psk] }, { psks: [lent] });
  });

  async function refusesPsk(scene: Scene, code: Code, item: Item) {
    const { proposal } = item;
    if (proposal.proposalType !== 'psk') throw new Error('it is a PreSharedKey');
    const psks = [{ id: proposal.psk, psk: scene.world.secrets.resumptionPsk }];
    await scene.refuses(code, { items: [item], psks });
    const sent = await makeProposal(scene.world, { ...item, sender: 1 });
    await scene.rejects(code, sent.message);
  }
});

describe('ReInit, ExternalInit, GroupContextExtensions', () => {
  it('[12.1.5-1] refuses a ReInit to a lower version', async () => {
    const scene = await setScene();
    await refuses(scene, ['MLS_REINIT_VERSION', 'MLS_VERSION'], reinitItem(scene, { version: 0 }));
    await scene.takes({ items: [reinitItem(scene)] });
  });

  it('[12.1.6-1] refuses an ExternalInit outside an external commit', async () => {
    const scene = await setScene();
    const proposal: Proposal = { proposalType: 'external_init', kemOutput: scene.suite.random(32) };
    await refuses(scene, 'MLS_EXTERNAL_INIT_MISPLACED', { proposal });
  });

  it('[12.1.7-1] [11.1-2] refuses requirements that a member does not meet', async () => {
    const scene = await setScene({
      extensions: [0xf001],
      proposals: [9],
      credentials: [1, 2],
      without: { extensions: [1], proposals: [2], credentials: [0] },
    });
    for (const required of [
      { extensionTypes: [0xf001] },
      { proposalTypes: [9] },
      { credentialTypes: [2] },
    ]) {
      await refuses(scene, 'MLS_REQUIRED_CAPABILITIES', requiring(required));
    }
    // Default types need not be listed by anybody.
    await scene.takes({
      items: [requiring({ extensionTypes: [1, 5], proposalTypes: [1, 7], credentialTypes: [1] })],
    });
  });

  it('[12.1.7-2] refuses requirements that an added member does not meet', async () => {
    const scene = await setScene({ extensions: [0xf001] });
    const plain = addItem(await createPerson(scene.suite));
    const required = requiring({ extensionTypes: [0xf001] });
    await scene.refuses(
      'MLS_REQUIRED_CAPABILITIES',
      { items: [required, plain] },
      { items: [required] },
    );
  });

  it('[12.1.7-3] does not ask those whom the commit removes', async () => {
    const scene = await setScene({ extensions: [0xf001], without: { extensions: [1] } });
    const required = requiring({ extensionTypes: [0xf001] });
    await scene.refuses(
      'MLS_REQUIRED_CAPABILITIES',
      { items: [required] },
      { items: [required, removeItem(1)] },
    );
  });

  it('[12.1.7-4] replaces the list of extensions whole', async () => {
    const scene = await setScene({ extensions: [0xf001, 0xf003] });
    const one: Extension = { extensionType: 0xf001, data: Uint8Array.of(1) };
    const other: Extension = { extensionType: 0xf003, data: Uint8Array.of(3) };
    await scene.takes({ items: [extensionsItem([one])] });
    await scene.takes({ items: [extensionsItem([other])] });
    expect(scene.victim.context().extensions).toEqual([other]);
    await scene.takes({ items: [extensionsItem([])] });
    expect(scene.victim.context().extensions).toEqual([]);
  });
});

/** In a commit by value, and as a message, or no later than in the commit that refers to it. */
async function refuses(scene: Scene, code: Code, item: Item): Promise<void> {
  await scene.refuses(code, { items: [item] });
  const sent = await makeProposal(scene.world, { ...item, sender: 1 });
  const fork = scene.fork();
  if (await fork.isTaken(sent.message)) {
    await fork.receives(sent.message);
    await fork.refuses(code, { items: [sent.item] });
  } else await scene.rejects(code, sent.message);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
