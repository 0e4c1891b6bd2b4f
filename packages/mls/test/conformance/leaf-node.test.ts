import { describe, expect, it } from 'vitest';
import { createKeyPackage } from '../../src/key-package/key-package.ts';
import type { Capabilities } from '../../src/wire/capabilities.ts';
import type { LeafNodeContent } from '../../src/wire/leaf-node.ts';
import { engineFor } from '../evil/engine.ts';
import { addItem, requiring } from '../evil/items.ts';
import { createPerson, flipped, present, withLeafSignature } from '../evil/person.ts';
import type { UpdateChanges } from '../evil/proposal.ts';
import { makeProposal, makeUpdate } from '../evil/proposal.ts';
import { expectRefused } from '../evil/refused.ts';
import type { Scene } from '../evil/scene.ts';
import { nowSeconds, setScene } from '../evil/scene.ts';

describe('our own leaves', () => {
  it('[7.2-1] [7.2-2] lists no default proposal or extension type, and refuses to', async () => {
    const { keyPackage } = await own({});
    const { proposals, extensions } = keyPackage.leafNode.capabilities;
    expect(proposals.filter((type) => type >= 1 && type <= 7)).toEqual([]);
    expect(extensions.filter((type) => type >= 1 && type <= 5)).toEqual([]);
    await expectRefused('MLS_INPUT', () => own({ proposals: [3] }));
    await expectRefused('MLS_INPUT', () => own({ extensions: [1] }));
  });

  it('[7.2-3] lists its version, its suite and its kind of credential, and refuses not to', async () => {
    const { keyPackage } = await own({});
    const { versions, cipherSuites, credentials } = keyPackage.leafNode.capabilities;
    expect(versions).toContain(1);
    expect(cipherSuites).toContain(keyPackage.cipherSuite);
    expect(credentials).toContain(1);
    await expectRefused('MLS_LEAF_CAPABILITIES', () => own({ versions: [] }));
    await expectRefused('MLS_LEAF_CAPABILITIES', () => own({ cipherSuites: [7] }));
    await expectRefused('MLS_LEAF_CAPABILITIES', () => own({ credentials: [2] }));
  });

  it('[7.3-10] commits no leaf whose lifetime does not cover the present', async () => {
    const scene = await setScene();
    for (const [notBefore, notAfter] of [
      [nowSeconds + 10n, nowSeconds + 1000n],
      [nowSeconds - 1000n, nowSeconds - 10n],
    ] as const) {
      const person = await createPerson(scene.suite, { leaf: lives(notBefore, notAfter) });
      await expectRefused('MLS_LIFETIME', () =>
        scene.victim.commit({ proposals: [addItem(person).proposal] }),
      );
      await expectRefused('MLS_LIFETIME', () => scene.victim.propose(addItem(person).proposal));
    }
  });
});

describe('an added leaf', () => {
  it('[7.3-1] refuses a wrong signature', async () => {
    const scene = await setScene();
    const person = await createPerson(scene.suite, {
      signedLeaf: (leaf) => withLeafSignature(leaf, flipped(leaf.signature)),
    });
    await refusesToAdd(scene, 'MLS_LEAF_SIGNATURE', person);
  });

  it('[7.2-9] refuses a change of any field after the signature', async () => {
    const scene = await setScene({ extensions: [0xf001] });
    const changes: readonly ((leaf: LeafNodeContent) => Partial<LeafNodeContent>)[] = [
      () => ({ encryptionKey: scene.suite.random(32) }),
      () => ({ credential: { credentialType: 'basic', identity: scene.suite.random(8) } }),
      ({ capabilities }) => ({ capabilities: { ...capabilities, proposals: [0xf005] } }),
      () => ({ source: { kind: 'key_package', lifetime: { ...present, notBefore: nowSeconds } } }),
      ({ capabilities }) => ({ capabilities: { ...capabilities, extensions: [0xf002] } }),
    ];
    for (const change of changes) {
      const person = await createPerson(scene.suite, {
        signedLeaf: (leaf) => withLeafSignature({ ...leaf, ...change(leaf) }, leaf.signature),
      });
      await refusesToAdd(scene, 'MLS_LEAF_SIGNATURE', person);
    }
    const stranger = await createPerson(scene.suite);
    const person = await createPerson(scene.suite, {
      signedLeaf: (leaf) =>
        withLeafSignature(
          { ...leaf, signatureKey: stranger.keyPackage.leafNode.signatureKey },
          leaf.signature,
        ),
    });
    await refusesToAdd(scene, 'MLS_LEAF_SIGNATURE', person);
  });

  it('[7.2-4] refuses an extension that the leaf does not list', async () => {
    const scene = await setScene();
    const extensions = [{ extensionType: 0xf001, data: new Uint8Array(1) }];
    await refusesToAdd(
      scene,
      'MLS_EXTENSION_UNSUPPORTED',
      await createPerson(scene.suite, { leaf: (leaf) => ({ ...leaf, extensions }) }),
      await createPerson(scene.suite, {
        leaf: (leaf) => ({ ...leaf, ...able({ extensions: [0xf001] })(leaf), extensions }),
      }),
    );
    // A default one need not be listed.
    const named = await createPerson(scene.suite, {
      leaf: (leaf) => ({ ...leaf, extensions: [{ extensionType: 1, data: new Uint8Array(3) }] }),
    });
    await scene.takes({ items: [addItem(named)] });
  });

  it('[7.2-5] refuses a credential of a type that the leaf does not list', async () => {
    const scene = await setScene();
    const person = await createPerson(scene.suite, { leaf: able({ credentials: [2] }) });
    await refusesToAdd(scene, 'MLS_LEAF_CAPABILITIES', person);
  });

  it('[7.2-6] ignores what it does not know in capabilities', async () => {
    const scene = await setScene();
    const person = await createPerson(scene.suite, {
      leaf: able({
        versions: [0x0a0a, 1, 999],
        cipherSuites: [0x1a1a, scene.suite.id, 0xeaea],
        extensions: [0x2a2a, 0xff00],
        proposals: [0x3a3a, 0xff01],
        credentials: [0x4a4a, 1, 0xff02],
      }),
    });
    await scene.takes({ items: [addItem(person)] });
  });

  it("[7.2-7] refuses a leaf that claims to live longer than the application's maximum", async () => {
    const scene = await setScene({ limits: { maxLifetimeSeconds: 1000 } });
    await refusesToAdd(
      scene,
      'MLS_LIFETIME',
      await createPerson(scene.suite, { leaf: lives(nowSeconds - 500n, nowSeconds + 501n) }),
      await createPerson(scene.suite, { leaf: lives(nowSeconds - 500n, nowSeconds + 500n) }),
    );
  });

  it('[7.3-5] [7.3-6] [7.3-7] refuses a leaf that lacks what the group requires', async () => {
    const full = { extensions: [0xf001], proposals: [9], credentials: [1, 2] };
    const scene = await setScene({ ...full });
    await scene.takes({
      items: [requiring({ extensionTypes: [0xf001], proposalTypes: [9], credentialTypes: [2] })],
    });
    const lacking = [
      { ...full, extensions: [] },
      { ...full, proposals: [] },
      { ...full, credentials: [1] },
    ];
    for (const capabilities of lacking) {
      await refusesToAdd(
        scene,
        'MLS_REQUIRED_CAPABILITIES',
        await createPerson(scene.suite, { leaf: able(capabilities) }),
      );
    }
    await scene.takes({ items: [addItem(await createPerson(scene.suite, { leaf: able(full) }))] });
  });

  it('[7.3-8] [13.3-1] refuses a credential of a type that a member does not support', async () => {
    const scene = await setScene({ credentials: [1, 2], without: { credentials: [1] } });
    const certified = await createPerson(scene.suite, { leaf: certifiedLeaf });
    await refusesToAdd(scene, 'MLS_CREDENTIAL_UNSUPPORTED', certified);
    const all = await setScene({ credentials: [1, 2] });
    await all.takes({ items: [addItem(await createPerson(all.suite, { leaf: certifiedLeaf }))] });
  });

  it('[7.3-9] [13.3-1] refuses a leaf that does not support a type of credential in use', async () => {
    const scene = await setScene({ credentials: [1, 2] });
    await scene.takes({
      items: [addItem(await createPerson(scene.suite, { leaf: certifiedLeaf }))],
    });
    await refusesToAdd(
      scene,
      'MLS_CREDENTIAL_UNSUPPORTED',
      await createPerson(scene.suite),
      await createPerson(scene.suite, { leaf: able({ credentials: [1, 2] }) }),
    );
  });

  it('[7.3-12] refuses a leaf of another source than `key_package`', async () => {
    const scene = await setScene();
    for (const source of [
      { kind: 'update' },
      { kind: 'commit', parentHash: new Uint8Array() },
    ] as const) {
      const person = await createPerson(scene.suite, { leaf: (leaf) => ({ ...leaf, source }) });
      await refusesToAdd(scene, 'MLS_LEAF_SOURCE', person);
    }
  });

  it('[7.3-16] refuses the signature key of a member', async () => {
    const scene = await setScene();
    const { signatureKey } = scene.people[1]!;
    await refusesToAdd(
      scene,
      'MLS_SIGNATURE_KEY_TWICE',
      await createPerson(scene.suite, { signatureKey }),
    );
  });

  it('[7.3-17] refuses the encryption key of a member, and of another leaf of the same commit', async () => {
    const scene = await setScene();
    const { leafKey } = scene.people[1]!;
    await refusesToAdd(
      scene,
      'MLS_ENCRYPTION_KEY_TWICE',
      await createPerson(scene.suite, { leafKey }),
    );
    const dora = await createPerson(scene.suite);
    const emil = await createPerson(scene.suite, { leafKey: dora.leafKey });
    await scene.refuses('MLS_ENCRYPTION_KEY_TWICE', { items: [addItem(dora), addItem(emil)] });
  });

  it('[11.1-1] refuses a leaf that does not list the version or the suite of the group', async () => {
    const scene = await setScene();
    for (const capabilities of [{ versions: [2] }, { cipherSuites: [3] }]) {
      await refusesToAdd(
        scene,
        'MLS_LEAF_CAPABILITIES',
        await createPerson(scene.suite, { leaf: able(capabilities) }),
      );
    }
  });
});

describe('an updated leaf', () => {
  it('[7.3-2] refuses a wrong signature', async () => {
    await refusesUpdate('MLS_LEAF_SIGNATURE', () => ({
      signedLeaf: (leaf) => withLeafSignature(leaf, flipped(leaf.signature)),
    }));
  });

  it('[7.2-8] refuses a signature for another group, another place, or none', async () => {
    await refusesUpdate('MLS_LEAF_SIGNATURE', ({ suite }) => ({
      place: { groupId: suite.random(16), leafIndex: 1 },
    }));
    await refusesUpdate('MLS_LEAF_SIGNATURE', ({ world }) => ({
      place: { groupId: world.context.groupId, leafIndex: 2 },
    }));
    await refusesUpdate('MLS_LEAF_SIGNATURE', () => ({ place: 'none' }));
  });

  it('[7.3-13] refuses a leaf of another source than `update`', async () => {
    await refusesUpdate('MLS_LEAF_SOURCE', () => ({
      leaf: (leaf) => ({ ...leaf, source: { kind: 'commit', parentHash: new Uint8Array() } }),
    }));
    const lifetime = present;
    await refusesUpdate('MLS_LEAF_SOURCE', () => ({
      leaf: (leaf) => ({ ...leaf, source: { kind: 'key_package', lifetime } }),
      place: 'none',
    }));
  });

  it('[7.3-14] refuses a leaf that keeps its encryption key', async () => {
    await refusesUpdate('MLS_UPDATE_SAME_KEY', ({ people }) => ({ leafKey: people[1]!.leafKey }));
  });

  it('[7.3-18] refuses the signature key of another member', async () => {
    await refusesUpdate('MLS_SIGNATURE_KEY_TWICE', ({ people }) => ({
      signatureKey: people[2]!.signatureKey,
    }));
  });

  it('[7.3-19] refuses the encryption key of another member', async () => {
    await refusesUpdate('MLS_ENCRYPTION_KEY_TWICE', ({ people }) => ({
      leafKey: people[2]!.leafKey,
    }));
  });
});

/** A scene in which leaf 1 sends the changed Update and, after it was refused, a right one that is committed. */
async function refusesUpdate(
  code: Parameters<typeof expectRefused>[0],
  changes: (scene: Scene) => UpdateChanges,
): Promise<void> {
  const scene = await setScene();
  const wrong = await makeUpdate(scene.world, 1, changes(scene));
  const sent = await makeProposal(scene.world, { ...wrong, sender: 1 });
  // Refused on arrival, or at the latest when it is committed.
  if (await scene.isTaken(sent.message)) {
    await scene.receives(sent.message);
    await scene.refuses(code, { items: [sent.item] });
  } else await scene.rejects(code, sent.message);
  const right = await makeProposal(scene.world, {
    ...(await makeUpdate(scene.world, 1)),
    sender: 1,
  });
  await scene.receives(right.message);
  await scene.takes({ items: [right.item] });
}

/** An Add of the wrong one is refused in a commit, and as a proposal no later than in the commit that refers to it. */
async function refusesToAdd(
  scene: Scene,
  code: Parameters<typeof expectRefused>[0],
  wrong: Awaited<ReturnType<typeof createPerson>>,
  right?: Awaited<ReturnType<typeof createPerson>>,
): Promise<void> {
  await scene.refuses(code, { items: [addItem(wrong)] });
  const sent = await makeProposal(scene.world, { ...addItem(wrong), sender: 1 });
  const fork = scene.fork();
  if (await fork.isTaken(sent.message)) {
    await fork.receives(sent.message);
    await fork.refuses(code, { items: [sent.item] });
  } else await scene.rejects(code, sent.message);
  if (right !== undefined) await scene.takes({ items: [addItem(right)] });
}

const able =
  (capabilities: Partial<Capabilities>) =>
  (leaf: LeafNodeContent): LeafNodeContent => ({
    ...leaf,
    capabilities: { ...leaf.capabilities, ...capabilities },
  });

const lives =
  (notBefore: bigint, notAfter: bigint) =>
  (leaf: LeafNodeContent): LeafNodeContent => ({
    ...leaf,
    source: { kind: 'key_package', lifetime: { notBefore, notAfter } },
  });

function certifiedLeaf(leaf: LeafNodeContent): LeafNodeContent {
  return {
    ...able({ credentials: [1, 2] })(leaf),
    credential: { credentialType: 'x509', certificates: [new Uint8Array(20)] },
  };
}

async function own(capabilities: Partial<Capabilities>) {
  const { engine, suite } = await engineFor({});
  return createKeyPackage(engine, {
    cipherSuite: suite.id,
    credential: { credentialType: 'basic', identity: new Uint8Array(4) },
    signaturePrivateKey: suite.random(32),
    lifetime: present,
    capabilities: {
      versions: [1],
      cipherSuites: [suite.id],
      extensions: [],
      proposals: [],
      credentials: [1],
      ...capabilities,
    },
  });
}
