import { describe, expect, it } from 'vitest';
import { sealPrivate } from '../../src/framing/private-message.ts';
import { createSecretTree } from '../../src/secret-tree/secret-tree.ts';
import { createFramedContent } from '../../src/wire/framed-content.ts';
import type { PrivateMessage } from '../../src/wire/message.ts';
import { encodeMessage } from '../../src/wire/message.ts';
import { removeItem } from '../evil/items.ts';
import { flipped } from '../evil/person.ts';
import { makeApplication, makeProposal } from '../evil/proposal.ts';
import type { FramingChanges, PrivateChanges } from '../evil/protect.ts';
import { openAsMember, sealSenderData } from '../evil/protect.ts';
import { expectRefused } from '../evil/refused.ts';
import type { Scene } from '../evil/scene.ts';
import { parse, setScene } from '../evil/scene.ts';

const word = new TextEncoder().encode('a word');

describe('padding', () => {
  it('[6.3.1-1] refuses padding that is not all zero, wherever', async () => {
    const scene = await setScene();
    for (const at of [0, 1, 98, 99]) {
      const padding = new Uint8Array(100).with(at, 1);
      await scene.rejects('MLS_PADDING', await application(scene, { padding }));
    }
    await scene.receives(await application(scene, { padding: new Uint8Array(100) }));
    const proposal = { ...removeItem(2), sender: 1, format: 'private_message' } as const;
    const padded = (padding: Uint8Array) =>
      makeProposal(scene.world, { ...proposal, changes: { sealed: { padding } } });
    await scene.rejects('MLS_PADDING', (await padded(Uint8Array.of(0, 0, 7))).message);
    await scene.receives((await padded(new Uint8Array(3))).message);
  });

  it('[6.3.1-2] pads with zeros, as far as it is told', async () => {
    const scene = await setScene();
    const sent = await scene.victim.encrypt('a word', { paddedBytes: 300 });
    const opened = await openAsMember(scene.world, privateOf(sent.message));
    expect(opened.plaintext).toHaveLength(300);
    expect(opened.padding.length).toBeGreaterThan(100);
    expect(opened.padding.every((byte) => byte === 0)).toBe(true);
    const bare = await openAsMember(
      scene.world,
      privateOf((await scene.victim.encrypt('a word')).message),
    );
    expect(bare.padding).toHaveLength(0);
  });
});

describe('generations and nonces', () => {
  it('[6.3.1-3] [9.1-1] takes the next generation for each message, also after the state was stored and read', async () => {
    const scene = await setScene();
    const seen: number[] = [];
    let { victim } = scene;
    for (let times = 0; times < 6; times += 1) {
      const sent = await victim.encrypt('a word');
      seen.push((await openAsMember(scene.world, privateOf(sent.message))).generation);
      victim = times % 2 === 0 ? sent.victim : await sent.victim.storedAndRead();
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('[6.3.1-4] [6.3.1-5] draws four fresh bytes as reuse guard, and XORs them into the nonce', async () => {
    const scene = await setScene();
    const guards = new Set<string>();
    // The same state sends the same generation twice, as after a loss: only the guard keeps the nonces apart.
    for (let times = 0; times < 20; times += 1) {
      const { message } = await scene.victim.encrypt('a word');
      // It opens only with the guard that the sender data tells.
      const opened = await openAsMember(scene.world, privateOf(message));
      expect(opened.generation).toBe(0);
      expect(opened.reuseGuard).toHaveLength(4);
      guards.add(opened.reuseGuard.toHex());
    }
    expect(guards.size).toBe(20);
  });

  it('[6.3.1-5] reads the guard from the sender data: with another one nothing opens', async () => {
    const scene = await setScene();
    const reuseGuard = Uint8Array.of(1, 2, 3, 4);
    const toldGuard = Uint8Array.of(1, 2, 3, 5);
    await scene.rejects('MLS_NOT_DECRYPTED', await application(scene, { reuseGuard, toldGuard }));
    await scene.receives(await application(scene, { reuseGuard }));
  });

  it('[9.1-2] receives a message once, and no other of its generation', async () => {
    const scene = await setScene();
    const message = await application(scene, { generation: 3 });
    await scene.receives(message);
    await scene.rejects('MLS_KEY_CONSUMED', message);
    await scene.rejects('MLS_KEY_CONSUMED', await application(scene, { generation: 3 }));
    // Those before it are still to come, each once.
    const earlier = await application(scene, { generation: 1 });
    await scene.receives(earlier);
    await scene.rejects('MLS_KEY_CONSUMED', earlier);
  });

  it('[6.3.1-6] refuses a content type under the ratchet of the other', async () => {
    const scene = await setScene();
    await scene.rejects('MLS_NOT_DECRYPTED', await application(scene, { ratchet: 'handshake' }));
    const proposal = { ...removeItem(2), sender: 1, format: 'private_message' } as const;
    const wrong = await makeProposal(scene.world, {
      ...proposal,
      changes: { sealed: { ratchet: 'application' } },
    });
    await scene.rejects('MLS_NOT_DECRYPTED', wrong.message);
    await scene.refuses(
      'MLS_NOT_DECRYPTED',
      { format: 'private_message', changes: { sealed: { ratchet: 'application' } } },
      { format: 'private_message' },
    );
  });

  it('[6.3.1-6] sends application and handshake messages by ratchets of their own', async () => {
    const scene = await setScene();
    const sent = await scene.victim.encrypt('a word');
    const proposed = await sent.victim.propose(removeItem(1).proposal);
    // Each is the first of its ratchet.
    expect((await openAsMember(scene.world, privateOf(sent.message))).generation).toBe(0);
    expect((await openAsMember(scene.world, privateOf(proposed.message))).generation).toBe(0);
  });
});

describe('what is bound to a message', () => {
  it('[6.3.1-7] [6.3.2-3] refuses a change of group, epoch, content type or authenticated data', async () => {
    const scene = await setScene();
    const message = privateOf(await application(scene, {}));
    const changes: readonly [Parameters<Scene['rejects']>[0], Partial<PrivateMessage>][] = [
      ['MLS_NOT_FOR_GROUP', { groupId: flipped(message.groupId) }],
      [['MLS_EPOCH_PAST', 'MLS_SENDER_DATA'], { epoch: message.epoch - 1n }],
      ['MLS_EPOCH_FUTURE', { epoch: message.epoch + 1n }],
      ['MLS_SENDER_DATA', { contentType: 'proposal' }],
      ['MLS_NOT_DECRYPTED', { authenticatedData: Uint8Array.of(1) }],
      ['MLS_SENDER_DATA', { encryptedSenderData: flipped(message.encryptedSenderData) }],
      ['MLS_NOT_DECRYPTED', { ciphertext: flipped(message.ciphertext) }],
      ['MLS_SENDER_DATA', { ciphertext: flipped(message.ciphertext, 0) }],
    ];
    for (const [code, change] of changes) {
      await scene.rejects(code, encode({ ...message, ...change }));
    }
    await scene.receives(encode(message));
  });

  it('[6.3.1-7] binds the content type to the content too, under sender data that is right for another', async () => {
    const scene = await setScene();
    const sent: PrivateChanges['sent'] = (message) => ({ ...message, contentType: 'proposal' });
    const message = privateOf(await application(scene, { ratchet: 'handshake', sent }));
    const encryptedSenderData = await sealSenderData(
      scene.world,
      senderData(0, 0),
      message.ciphertext,
      associatedData(message),
    );
    await scene.rejects('MLS_SENDER_DATA', encode(message));
    await scene.rejects('MLS_NOT_DECRYPTED', encode({ ...message, encryptedSenderData }));
  });

  it('[6.3.1-8] refuses a member who speaks as another: the signature inside is verified', async () => {
    const scene = await setScene();
    const signer = scene.people[1]!.signatureKey;
    const asAda = (changes: FramingChanges) => makeApplication(scene.world, 0, word, { changes });
    await scene.rejects('MLS_SIGNATURE', await asAda({ signer }));
    await scene.rejects('MLS_SIGNATURE', await asAda({ signature: flipped }));
    // Content of leaf 1 under the ratchet of leaf 0.
    const content: FramingChanges['content'] = (fields) => ({
      ...fields,
      sender: { senderType: 'member', leafIndex: 1 },
    });
    const sealed = { toldLeaf: 0, ratchetLeaf: 0 };
    await scene.rejects('MLS_SIGNATURE', await asAda({ signer, content, sealed }));
    await scene.receives(await asAda({}));
  });
});

describe('sender data', () => {
  it("[6.3.2-1] seals no content but a member's", async () => {
    const scene = await setScene();
    const { suite, world } = scene;
    for (const sender of [
      { senderType: 'external', senderIndex: 0 },
      { senderType: 'new_member_proposal' },
      { senderType: 'new_member_commit' },
    ] as const) {
      const content = createFramedContent({
        groupId: world.context.groupId,
        epoch: world.context.epoch,
        sender,
        authenticatedData: new Uint8Array(),
        content: { contentType: 'proposal', proposal: removeItem(1).proposal },
      });
      const auth = { signature: suite.random(64), confirmationTag: undefined };
      await expectRefused('MLS_SENDER_CONTENT', () =>
        sealPrivate(suite, {
          authenticated: { wireFormat: 'private_message', content, auth },
          secretTree: createSecretTree(world.secrets.encryptionSecret, 4),
          senderDataSecret: world.secrets.senderDataSecret,
        }),
      );
    }
  });

  it('[6.3.2-2] refuses a leaf that is blank or not of the tree', async () => {
    const scene = await setScene();
    await scene.takes({ items: [removeItem(1)] });
    for (const toldLeaf of [1, 4, 77, 0xffff_ffff]) {
      const message = await application(scene, { toldLeaf, ratchetLeaf: Math.min(toldLeaf, 3) });
      await scene.rejects('MLS_SENDER_BLANK', message);
    }
    await scene.receives(await application(scene, {}));
  });

  it('[6.3.2-4] samples a ciphertext whole that is shorter than the sample', async () => {
    const scene = await setScene();
    const ciphertext = new Uint8Array(20).fill(5);
    const message: PrivateMessage = {
      ...privateOf(await application(scene, {})),
      ciphertext,
    };
    const encryptedSenderData = await sealSenderData(
      scene.world,
      senderData(0, 0),
      ciphertext,
      associatedData(message),
    );
    // The sender data opens, so that the leaf is found; the ciphertext is none.
    await scene.rejects('MLS_NOT_DECRYPTED', encode({ ...message, encryptedSenderData }));
    await scene.rejects('MLS_SENDER_DATA', encode({ ...message, ciphertext: new Uint8Array() }));
  });

  it('[6.3.2-2] refuses sender data that is not whole, or too long', async () => {
    const scene = await setScene();
    const message = privateOf(await application(scene, {}));
    for (const length of [0, 11, 13]) {
      const encryptedSenderData = await sealSenderData(
        scene.world,
        new Uint8Array(length),
        message.ciphertext,
        associatedData(message),
      );
      await scene.rejects('MLS_MALFORMED', encode({ ...message, encryptedSenderData }));
    }
  });
});

const application = (scene: Scene, sealed: PrivateChanges) =>
  makeApplication(scene.world, 0, word, { changes: { sealed } });

const encode = (privateMessage: PrivateMessage) =>
  encodeMessage({ wireFormat: 'private_message', privateMessage });

function privateOf(bytes: Uint8Array): PrivateMessage {
  const message = parse(bytes);
  if (message.wireFormat !== 'private_message') throw new Error('it is private');
  return message.privateMessage;
}

const senderData = (leafIndex: number, generation: number) =>
  Uint8Array.of(0, 0, 0, leafIndex, 0, 0, 0, generation, 1, 2, 3, 4);

function associatedData({ groupId, epoch, contentType }: PrivateMessage): Uint8Array {
  const type = { application: 1, proposal: 2, commit: 3 }[contentType];
  const bytes = new Uint8Array(1 + groupId.length + 9);
  bytes[0] = groupId.length;
  bytes.set(groupId, 1);
  new DataView(bytes.buffer).setBigUint64(1 + groupId.length, epoch);
  bytes[bytes.length - 1] = type;
  return bytes;
}
