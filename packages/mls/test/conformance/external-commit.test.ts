import { describe, expect, it } from 'vitest';
import { externalInitSend, externalKeyPair } from '../../src/schedule/external-init.ts';
import type { Item } from '../evil/commit.ts';
import { makeExternalInit } from '../evil/external.ts';
import { makeGroupInfoMessage } from '../evil/group-info.ts';
import { addItem, extensionsItem, pskItem, reinitItem, removeItem } from '../evil/items.ts';
import { createPerson, flipped } from '../evil/person.ts';
import { makeProposal, makeUpdate } from '../evil/proposal.ts';
import { expectRefused } from '../evil/refused.ts';
import { createNewcomer, parse, setScene } from '../evil/scene.ts';
import { leafAt } from '../evil/tree.ts';

describe('the list of an external commit', () => {
  it('[12.2-17] refuses a list without an ExternalInit', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    await scene.refusesJoin('MLS_EXTERNAL_COMMIT_INIT', dora, { items: () => [] }, {});
  });

  it('[12.2-18] refuses two ExternalInits', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    const { item: second } = await makeExternalInit(scene.world);
    await scene.refusesJoin('MLS_EXTERNAL_COMMIT_INIT', dora, { items: [second] });
    await scene.refusesJoin(
      'MLS_EXTERNAL_COMMIT_INIT',
      dora,
      { items: (init) => [init, init] },
      {},
    );
  });

  it('[12.2-19] refuses two Removes', async () => {
    const scene = await setScene();
    const again = await comesBack(scene, 1);
    await scene.refusesJoin(
      'MLS_EXTERNAL_COMMIT_REMOVES',
      again,
      { items: [removeItem(1), removeItem(2)] },
      { items: [removeItem(1)] },
    );
  });

  it('[12.2-20] refuses a joiner who evicts somebody else', async () => {
    const scene = await setScene({ isSuccessor: sameIdentity });
    const dora = await createPerson(scene.suite);
    await scene.refusesJoin('MLS_CREDENTIAL_REFUSED', dora, { items: [removeItem(1)] });
    const again = await comesBack(scene, 1);
    await scene.refusesJoin('MLS_CREDENTIAL_REFUSED', again, { items: [removeItem(2)] });
    await scene.takesJoin(again, { items: [removeItem(1)] });
  });

  it('[12.2-20] refuses the Remove of a leaf that is not there', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    for (const leaf of [7, 100, 0xffff_ffff]) {
      await scene.refusesJoin('MLS_REMOVE_BLANK', dora, { items: [removeItem(leaf)] });
    }
  });

  it('[12.2-21] refuses a leaf that keeps the encryption key of the leaf that it removes', async () => {
    const scene = await setScene();
    const again = await comesBack(scene, 1);
    const { leafKey } = scene.people[1]!;
    await scene.refusesJoin(
      'MLS_PATH_KEY_REUSED',
      again,
      { items: [removeItem(1)], changes: { updatePath: { leafKey } } },
      { items: [removeItem(1)] },
    );
  });

  it('[12.2-22] refuses every other proposal', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    const others: readonly Item[] = [
      addItem(await createPerson(scene.suite)),
      await makeUpdate(scene.world, 1),
      reinitItem(scene),
      extensionsItem([]),
    ];
    for (const other of others) {
      await scene.refusesJoin('MLS_EXTERNAL_COMMIT_PROPOSALS', dora, { items: [other] });
      await scene.refusesJoin('MLS_EXTERNAL_COMMIT_PROPOSALS', dora, {
        items: (init) => [other, init],
      });
    }
    await scene.takesJoin(dora, {});
  });

  it('[12.2-23] takes PreSharedKeys, before and behind the ExternalInit', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    const [one, two] = [pskItem(scene, 'one'), pskItem(scene, 'the other')];
    await scene.takesJoin(
      dora,
      { items: (init) => [one.item, init, two.item], psks: [one.psk, two.psk] },
      { psks: [one.lent, two.lent] },
    );
  });
});

describe('an external commit', () => {
  it('[12.4.3.2-1] [12.4-6] refuses one without a path', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    await scene.refusesJoin('MLS_COMMIT_PATH_MISSING', dora, { path: false }, {});
  });

  it('[12.4.3.2-2] refuses proposals by reference', async () => {
    const scene = await setScene();
    const again = await comesBack(scene, 1);
    const removal = await makeProposal(scene.world, { ...removeItem(1), sender: 2 });
    await scene.receives(removal.message);
    await scene.refusesJoin(
      'MLS_EXTERNAL_COMMIT_REFERENCE',
      again,
      { items: [removal.item] },
      { items: [removeItem(1)] },
    );
  });

  it('[12.4.3.2-3] [6.1-8] refuses a signature by another key than that of the leaf in its path', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    const stranger = await createPerson(scene.suite);
    const { signatureKey } = scene.people[0]!;
    for (const signer of [stranger.signatureKey, signatureKey]) {
      await scene.refusesJoin('MLS_SIGNATURE', dora, { changes: { signer } });
    }
    await scene.refusesJoin('MLS_SIGNATURE', dora, { changes: { signature: flipped } }, {});
  });

  it('[12.4.3.2-3] refuses a signature that does not cover the group context', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    await scene.refusesJoin('MLS_SIGNATURE', dora, { changes: { signedContext: 'none' } });
    const other = { ...scene.world.context, epoch: 0n };
    await scene.refusesJoin('MLS_SIGNATURE', dora, { changes: { signedContext: other } }, {});
  });

  it('[12.4.3.2-5] refuses the sender type of a member, and of an outsider', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    await scene.refusesJoin('MLS_SENDER_CONTENT', dora, {
      changes: { sender: () => ({ senderType: 'external', senderIndex: 0 }) },
    });
    await scene.refusesJoin('MLS_SENDER_CONTENT', dora, {
      changes: { sender: () => ({ senderType: 'new_member_proposal' }) },
    });
    // As a member's the same list is refused for the ExternalInit in it, by whomever it is signed.
    await scene.refusesJoin(
      'MLS_EXTERNAL_INIT_MISPLACED',
      dora,
      {
        changes: {
          sender: () => ({ senderType: 'member', leafIndex: 0 }),
          signer: scene.people[0]!.signatureKey,
        },
      },
      {},
    );
  });

  it('[6.1-9] refuses the sender type of a new member on anything but a commit', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    const sender = { senderType: 'new_member_commit' } as const;
    const made = await makeProposal(scene.world, {
      ...addItem(dora),
      sender: { sender, signatureKey: dora.signatureKey },
    });
    await scene.rejects('MLS_SENDER_CONTENT', made.message);
  });

  it('[12.4.3.2-4] [8.3-1] refuses one that goes on from another init secret', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    // The members' own init secret, which no outsider has: it is not the one that counts.
    await scene.refusesJoin('MLS_CONFIRMATION_TAG', dora, {
      initSecret: scene.world.secrets.initSecret,
    });
    const { publicKey } = await externalKeyPair(scene.suite, scene.suite.random(32));
    const strange = await externalInitSend(scene.suite, publicKey);
    const proposal = { proposalType: 'external_init', kemOutput: strange!.kemOutput } as const;
    await scene.refusesJoin('MLS_CONFIRMATION_TAG', dora, {
      items: () => [{ proposal }],
      initSecret: strange!.initSecret,
    });
    await scene.takesJoin(dora, {});
  });

  it('[8.3-1] refuses a KEM output that is none', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    for (const kemOutput of [new Uint8Array(), scene.suite.random(31), new Uint8Array(32)]) {
      const proposal = { proposalType: 'external_init', kemOutput } as const;
      await scene.refusesJoin('MLS_EXTERNAL_INIT', dora, { items: () => [{ proposal }] });
    }
  });

  it('[12.4.3.2-7] puts the joiner into the leftmost blank leaf of the new tree', async () => {
    const scene = await setScene({ evil: 5 });
    await scene.takes({ items: [removeItem(1)] });
    const dora = await createPerson(scene.suite);
    await scene.refusesJoin(
      ['MLS_LEAF_SIGNATURE', 'MLS_PATH_LENGTH', 'MLS_PARENT_HASH'],
      dora,
      { changes: { joinerLeaf: 6 } },
      {},
    );
    expect(leafAt(scene.victim.tree(), 1)?.signatureKey).toEqual(
      dora.keyPackage.leafNode.signatureKey,
    );
    const again = await comesBack(scene, 3);
    await scene.takesJoin(again, { items: [removeItem(3)] });
    expect(leafAt(scene.victim.tree(), 3)?.signatureKey).toEqual(
      again.keyPackage.leafNode.signatureKey,
    );
  });
});

describe('joining by an external commit', () => {
  it('[12.4.3.2-1] [12.4.3.2-2] [12.4.3.2-5] [12.4-6] makes a commit as it has to be', async () => {
    const scene = await setScene();
    const newcomer = await createNewcomer();
    const joined = await newcomer.joinExternally(await makeGroupInfoMessage(scene.world, 0));
    const message = parse(joined.message);
    if (message.wireFormat !== 'public_message') throw new Error('it is public');
    const { content, sender } = message.publicMessage.content;
    if (content.contentType !== 'commit') throw new Error('it is a commit');
    expect(sender).toEqual({ senderType: 'new_member_commit' });
    expect(content.commit.path).toBeDefined();
    const kinds = content.commit.proposals.map((item) =>
      item.kind === 'proposal' ? item.proposal.proposalType : item.kind,
    );
    expect(kinds).toEqual(['external_init']);
    await scene.receives(joined.message);
    expect(scene.victim.context()).toEqual(joined.victim.context());
    expect(scene.victim.authenticator()).toEqual(joined.victim.authenticator());
  });

  it('[12.2-20] replaces an earlier self that is there, and no other leaf', async () => {
    const scene = await setScene();
    const groupInfo = await makeGroupInfoMessage(scene.world, 0);
    const newcomer = await createNewcomer();
    await expectRefused('MLS_REMOVE_BLANK', () =>
      newcomer.joinExternally(groupInfo, { replaces: 9 }),
    );
    const judge = (_: unknown, previous?: unknown) => previous === undefined;
    const judged = await createNewcomer({ authenticate: judge });
    await expectRefused('MLS_CREDENTIAL_REFUSED', () =>
      judged.joinExternally(groupInfo, { replaces: 1 }),
    );
    const joined = await newcomer.joinExternally(groupInfo, { replaces: 1 });
    await scene.receives(joined.message);
    expect(scene.victim.memberAt(1)?.encoded).toEqual(joined.victim.memberAt(1)?.encoded);
  });

  it('[8.3-1] [12.4.3.2-6] refuses an external key that is none', async () => {
    const scene = await setScene();
    const newcomer = await createNewcomer();
    for (const key of [new Uint8Array(32), new Uint8Array(31).fill(9)]) {
      const data = Uint8Array.of(key.length, ...key);
      const groupInfo = await makeGroupInfoMessage(scene.world, 0, {
        isWithoutExternalPub: true,
        content: (info) => ({
          ...info,
          extensions: [...info.extensions, { extensionType: 4, data }],
        }),
      });
      await expectRefused('MLS_EXTERNAL_INIT', () => newcomer.joinExternally(groupInfo));
    }
  });

  it('[12.4.3.2-6] refuses a GroupInfo without the external key', async () => {
    const scene = await setScene();
    const newcomer = await createNewcomer();
    const without = await makeGroupInfoMessage(scene.world, 0, { isWithoutExternalPub: true });
    await expectRefused('MLS_EXTERNAL_PUB_MISSING', () => newcomer.joinExternally(without));
  });
});

/** A member who lost its state: the same identity with new keys. */
async function comesBack(scene: Awaited<ReturnType<typeof setScene>>, leafIndex: number) {
  const { credential } = leafAt(scene.world.tree, leafIndex)!;
  return createPerson(scene.suite, { leaf: (leaf) => ({ ...leaf, credential }) });
}

function sameIdentity(
  claim: { readonly credential: unknown },
  previous: { readonly credential: unknown },
): boolean {
  return identityOf(claim.credential) === identityOf(previous.credential);
}

function identityOf(credential: unknown): string {
  return (credential as { identity: Uint8Array }).identity.join();
}
