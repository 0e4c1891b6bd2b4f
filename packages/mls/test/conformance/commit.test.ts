import { describe, expect, it } from 'vitest';
import { makeCommit } from '../evil/commit.ts';
import { addItem, extensionsItem, pskItem, reinitItem, removeItem } from '../evil/items.ts';
import { createPerson, flipped } from '../evil/person.ts';
import { makeProposal, makeUpdate } from '../evil/proposal.ts';
import { expectRefused } from '../evil/refused.ts';
import { setScene } from '../evil/scene.ts';

describe('the path of a commit', () => {
  it('[12.4-3] refuses a commit of nothing without a path', async () => {
    const scene = await setScene();
    await scene.refuses('MLS_COMMIT_PATH_MISSING', { items: [], path: false }, { items: [] });
  });

  it('[12.4-4] [12.4.2-6] refuses an Update without a path', async () => {
    const scene = await setScene();
    const made = await makeProposal(scene.world, {
      ...(await makeUpdate(scene.world, 1)),
      sender: 1,
    });
    await scene.receives(made.message);
    const items = [made.item];
    await scene.refuses('MLS_COMMIT_PATH_MISSING', { items, path: false }, { items });
  });

  it('[12.4-5] [12.4.2-6] refuses a Remove without a path', async () => {
    const scene = await setScene();
    const items = [removeItem(1)];
    await scene.refuses('MLS_COMMIT_PATH_MISSING', { items, path: false }, { items });
  });

  it('[12.4-7] refuses GroupContextExtensions without a path', async () => {
    const scene = await setScene();
    const items = [extensionsItem([])];
    await scene.refuses('MLS_COMMIT_PATH_MISSING', { items, path: false }, { items });
  });

  it('[12.4-8] takes Add, PreSharedKey and ReInit without a path, and with one', async () => {
    for (const path of [false, true]) {
      const scene = await setScene();
      const psk = pskItem(scene, 'a key');
      const dora = await createPerson(scene.suite);
      await scene.takes({ items: [addItem(dora)], path });
      await scene.takes({ items: [psk.item], psks: [psk.psk], path }, { psks: [psk.lent] });
      await scene.takes({ items: [reinitItem(scene)], path });
    }
  });

  it('[12.4-8] refuses a Remove beside an Add without a path', async () => {
    const scene = await setScene();
    const items = [addItem(await createPerson(scene.suite)), removeItem(1)];
    await scene.refuses('MLS_COMMIT_PATH_MISSING', { items, path: false }, { items });
  });
});

describe('processing a commit', () => {
  it('[12.4-9] refuses a reference to a proposal that did not arrive', async () => {
    const scene = await setScene();
    const made = await makeProposal(scene.world, { ...removeItem(2), sender: 1 });
    await scene.refuses('MLS_PROPOSAL_NOT_FOUND', { items: [made.item] });
    await scene.receives(made.message);
    await scene.takes({ items: [made.item] });
  });

  it('[12.4.2-1] refuses a commit of the epoch before, and of the next', async () => {
    const scene = await setScene();
    const { world } = scene;
    const late = await makeCommit(world, { committer: 0 });
    const next = await makeCommit(world, { committer: 1 });
    const after = await makeCommit(next.world, { committer: 1 });
    await scene.rejects('MLS_EPOCH_FUTURE', after.message);
    await scene.receives(next.message);
    scene.world = next.world;
    await scene.rejects('MLS_EPOCH_PAST', late.message);
    await scene.receives(after.message);
  });

  it('[12.4.2-1] refuses a commit that claims this epoch and was signed for another', async () => {
    const scene = await setScene();
    const context = { ...scene.world.context, epoch: scene.world.context.epoch + 1n };
    await scene.refuses('MLS_SIGNATURE', { changes: { signedContext: context } }, {});
  });

  it('[12.4.2-2] refuses a commit with a wrong membership tag', async () => {
    const scene = await setScene();
    const changes = { membershipTag: (tag?: Uint8Array) => flipped(tag!) };
    await scene.refuses('MLS_MEMBERSHIP_TAG', { changes }, {});
  });

  it('[12.4.2-3] refuses a commit with a wrong signature, in either framing', async () => {
    for (const format of ['public_message', 'private_message'] as const) {
      const scene = await setScene();
      await scene.refuses('MLS_SIGNATURE', { format, changes: { signature: flipped } }, { format });
    }
  });

  it('[12.4.2-10] refuses a commit with a wrong confirmation tag, in either framing', async () => {
    for (const format of ['public_message', 'private_message'] as const) {
      const scene = await setScene();
      const changes = { confirmationTag: (tag: Uint8Array) => flipped(tag) };
      await scene.refuses('MLS_CONFIRMATION_TAG', { format, changes }, { format });
    }
  });

  it('[12.4.2-10] refuses a commit whose sender ends up in another epoch', async () => {
    const scene = await setScene();
    await scene.refuses('MLS_CONFIRMATION_TAG', {
      changes: { context: (context) => ({ ...context, treeHash: flipped(context.treeHash) }) },
    });
    await scene.refuses('MLS_CONFIRMATION_TAG', {
      changes: { commitSecret: (secret) => flipped(secret) },
    });
    await scene.takes({});
  });

  it('[12.4.2-11] keeps the state as it was after a commit of which only the last check fails', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    const items = [removeItem(1), addItem(dora)];
    const changes = { confirmationTag: (tag: Uint8Array) => flipped(tag) };
    // `refuses` compares all that is stored of the state; after it messages of this epoch still open.
    await scene.refuses('MLS_CONFIRMATION_TAG', { items, changes });
    await scene.reads(2, 'still here');
    await scene.takes({ items });
    await scene.reads(2, 'and on');
  });

  it('[12.4.2-14] tells a member that it was removed, and gives it no state to send with', async () => {
    const scene = await setScene();
    const { leafIndex } = scene.victim;
    const { message } = await makeCommit(scene.world, {
      committer: 0,
      items: [removeItem(leafIndex)],
    });
    // There is no state after it: nothing to send with.
    expect(await scene.victim.process(message)).toEqual({ kind: 'removed' });
  });
});

describe('creating a commit', () => {
  it('[12.4-1] sends no application data while a valid proposal waits', async () => {
    const scene = await setScene();
    await scene.victim.encrypt('before');
    const made = await makeProposal(scene.world, { ...removeItem(2), sender: 1 });
    await scene.receives(made.message);
    await expectRefused('MLS_PROPOSALS_PENDING', () => scene.victim.encrypt('too early'));
    await scene.takes({ items: [made.item] });
    await scene.victim.encrypt('after');
  });

  it('[12.4.1-1] puts a path into every commit that needs one, and refuses to leave it out', async () => {
    const scene = await setScene();
    const needy = [[], [removeItem(1).proposal], [extensionsItem([]).proposal]];
    for (const proposals of needy) {
      await expectRefused('MLS_INPUT', () => scene.victim.commit({ proposals, path: false }));
      const made = await scene.victim.commit({ proposals });
      expect(made.commit.path).toBeDefined();
    }
    const dora = await createPerson(scene.suite);
    const made = await scene.victim.commit({ proposals: [addItem(dora).proposal], path: false });
    expect(made.commit.path).toBeUndefined();
  });

  it('[12.4.1-2] [12.4.1-3] agrees on the commit secret: with a path, without one, in trees of every shape', async () => {
    for (const evil of [1, 2, 3, 4, 5, 7, 8]) {
      const scene = await setScene({ evil });
      // Blank most of the tree: every second evil member goes.
      for (let leaf = 1; leaf < evil; leaf += 2) await scene.takes({ items: [removeItem(leaf)] });
      await scene.takes({ items: [] });
      await scene.takes({ items: [addItem(await createPerson(scene.suite))], path: false });
      await scene.reads(0, 'the same epoch');
    }
  });

  it('[12.4.1-5] makes Welcomes for every member that it adds', async () => {
    const scene = await setScene();
    const people = [await createPerson(scene.suite), await createPerson(scene.suite)];
    const made = await scene.victim.commit({
      proposals: people.map((person) => addItem(person).proposal),
    });
    const references = await Promise.all(
      people.map(({ keyPackage }) =>
        scene.suite.refHash('MLS 1.0 KeyPackage Reference', keyPackage.encoded),
      ),
    );
    const welcomed = made.welcomes.flatMap(({ secrets }) =>
      secrets.map(({ newMember }) => newMember),
    );
    expect(welcomed.map((one) => one.join()).sort()).toEqual(
      references.map((one) => one.join()).sort(),
    );
  });
});
