import { describe, expect, it } from 'vitest';
import type { Content, Sender } from '../../src/wire/framed-content.ts';
import { encodeMessage } from '../../src/wire/message.ts';
import type { Proposal } from '../../src/wire/proposal.ts';
import {
  addItem,
  extensionsItem,
  pskItem,
  reinitItem,
  removeItem,
  sendersExtension,
} from '../evil/items.ts';
import type { Person } from '../evil/person.ts';
import { createPerson, flipped } from '../evil/person.ts';
import { makeExternalInit } from '../evil/external.ts';
import { makeProposal, makeUpdate } from '../evil/proposal.ts';
import type { FramingChanges } from '../evil/protect.ts';
import type { Scene } from '../evil/scene.ts';
import { parse, setScene } from '../evil/scene.ts';

/** A group that lets one external sender propose. */
async function withSender(): Promise<{ readonly scene: Scene; readonly outsider: Person }> {
  const scene = await setScene();
  const outsider = await createPerson(scene.suite);
  await scene.takes({ items: [extensionsItem([sendersExtension([outsider])])] });
  return { scene, outsider };
}

const external = (outsider: Person, senderIndex = 0) => ({
  sender: { senderType: 'external', senderIndex } as Sender,
  signatureKey: outsider.signatureKey,
});

const newcomer = (person: Person) => ({
  sender: { senderType: 'new_member_proposal' } as Sender,
  signatureKey: person.signatureKey,
});

describe('an external sender', () => {
  it('[6.1-5] signs with the key at its index in the extension', async () => {
    const { scene, outsider } = await withSender();
    const stranger = await createPerson(scene.suite);
    const wrong = { ...removeItem(2), sender: external(stranger) };
    await scene.rejects('MLS_SIGNATURE', (await makeProposal(scene.world, wrong)).message);
    const changed = {
      ...removeItem(2),
      sender: external(outsider),
      changes: { signature: flipped },
    };
    await scene.rejects('MLS_SIGNATURE', (await makeProposal(scene.world, changed)).message);
    await scene.receives(
      (await makeProposal(scene.world, { ...removeItem(2), sender: external(outsider) })).message,
    );
  });

  it('[6.1-5] signs with the key of its own index, not of another sender', async () => {
    const scene = await setScene();
    const people = [await createPerson(scene.suite), await createPerson(scene.suite)] as const;
    await scene.takes({ items: [extensionsItem([sendersExtension(people)])] });
    const wrong = { ...removeItem(2), sender: external(people[0], 1) };
    await scene.rejects('MLS_SIGNATURE', (await makeProposal(scene.world, wrong)).message);
    const right = { ...removeItem(2), sender: external(people[1], 1) };
    await scene.receives((await makeProposal(scene.world, right)).message);
  });

  it('[12.1.8-1] needs the extension', async () => {
    const scene = await setScene();
    const outsider = await createPerson(scene.suite);
    const made = await makeProposal(scene.world, { ...removeItem(2), sender: external(outsider) });
    await scene.rejects('MLS_EXTERNAL_SENDER_UNKNOWN', made.message);
  });

  it('[12.1.8-2] has an index in the list', async () => {
    const { scene, outsider } = await withSender();
    for (const index of [1, 2, 0xffff_ffff]) {
      const wrong = { ...removeItem(2), sender: external(outsider, index) };
      const { message } = await makeProposal(scene.world, wrong);
      await scene.rejects('MLS_EXTERNAL_SENDER_UNKNOWN', message);
    }
  });

  it('[12.1.8-5] may propose Add, Remove, PreSharedKey, ReInit and GroupContextExtensions', async () => {
    const { scene, outsider } = await withSender();
    const psk = pskItem(scene, 'a key');
    const proposals = [
      addItem(await createPerson(scene.suite)),
      removeItem(2),
      psk.item,
      extensionsItem([]),
      reinitItem(scene),
    ];
    for (const item of proposals) {
      const fork = scene.fork();
      const made = await makeProposal(fork.world, { ...item, sender: external(outsider) });
      await fork.receives(made.message);
      const isPsk = item.proposal.proposalType === 'psk';
      await fork.takes(
        { items: [made.item], ...(isPsk ? { psks: [psk.psk] } : {}) },
        isPsk ? { psks: [psk.lent] } : {},
      );
    }
  });

  it('[12.1.8-4] [6.1-7] may propose no Update, no ExternalInit and nothing unknown', async () => {
    const { scene, outsider } = await withSender();
    const { proposal: update } = await makeUpdate(scene.world, 1);
    const { item: init } = await makeExternalInit(scene.world);
    for (const proposal of [update, init.proposal]) {
      const made = await makeProposal(scene.world, { proposal, sender: external(outsider) });
      await scene.rejects('MLS_SENDER_CONTENT', made.message);
    }
    const { message } = await makeProposal(scene.world, {
      ...removeItem(2),
      sender: external(outsider),
    });
    // The type of the proposal stands behind group id, epoch, sender, no authenticated data and the content type.
    const at = 4 + 1 + scene.world.context.groupId.length + 8 + 5 + 1 + 1;
    expect([...message.subarray(at, at + 2)]).toEqual([0, 3]);
    await scene.rejects(['MLS_PROPOSAL_UNKNOWN', 'MLS_MALFORMED'], message.with(at, 0xf0));
  });

  it('[6.1-6] sends proposals only', async () => {
    const { scene, outsider } = await withSender();
    await scene.refuses('MLS_SENDER_CONTENT', {
      changes: {
        content: (fields) => ({ ...fields, sender: { senderType: 'external', senderIndex: 0 } }),
        signer: outsider.signatureKey,
      },
    });
    await rejectsContent(scene, external(outsider), {
      contentType: 'application',
      applicationData: new Uint8Array(3),
    });
  });

  it('[6.2-3] sends no membership tag: bytes in its place are malformed', async () => {
    const { scene, outsider } = await withSender();
    const made = await makeProposal(scene.world, { ...removeItem(2), sender: external(outsider) });
    const parsed = parse(made.message);
    if (parsed.wireFormat !== 'public_message') throw new Error('it is public');
    expect(parsed.publicMessage.membershipTag).toBeUndefined();
    const publicMessage = { ...parsed.publicMessage, membershipTag: scene.suite.random(32) };
    const wrong = encodeMessage({ wireFormat: 'public_message', publicMessage });
    await scene.rejects('MLS_MALFORMED', wrong);
    await scene.receives(made.message);
  });

  it('[12.1.8-3] cannot speak in a PrivateMessage: there the sender is a member', async () => {
    const { scene, outsider } = await withSender();
    // Somebody lends the outsider the keys of the epoch: its content is still that of a member, wrongly signed.
    const made = await makeProposal(scene.world, {
      ...removeItem(2),
      sender: external(outsider),
      format: 'private_message',
    });
    await scene.rejects('MLS_SIGNATURE', made.message);
  });
});

describe("a new member's proposal", () => {
  it('[6.1-10] is signed with the key in the leaf of its KeyPackage', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    const stranger = await createPerson(scene.suite);
    const wrong = { ...addItem(dora), sender: newcomer(stranger) };
    await scene.rejects('MLS_SIGNATURE', (await makeProposal(scene.world, wrong)).message);
    const made = await makeProposal(scene.world, { ...addItem(dora), sender: newcomer(dora) });
    await scene.receives(made.message);
    await scene.takes({ items: [made.item] });
  });

  it('[6.1-12] is an Add and nothing else', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    const psk = pskItem(scene, 'a key');
    const others: readonly Proposal[] = [
      removeItem(2).proposal,
      psk.item.proposal,
      extensionsItem([]).proposal,
      reinitItem(scene).proposal,
      (await makeUpdate(scene.world, 1)).proposal,
    ];
    for (const proposal of others) {
      const made = await makeProposal(scene.world, { proposal, sender: newcomer(dora) });
      await scene.rejects('MLS_SENDER_CONTENT', made.message);
    }
  });

  it('[6.1-11] is a proposal: commits and application data of such a sender are refused', async () => {
    const scene = await setScene();
    const dora = await createPerson(scene.suite);
    await scene.refuses('MLS_SENDER_CONTENT', {
      changes: {
        content: (fields) => ({ ...fields, sender: { senderType: 'new_member_proposal' } }),
        signer: dora.signatureKey,
      },
    });
    await rejectsContent(scene, newcomer(dora), {
      contentType: 'application',
      applicationData: new Uint8Array(3),
    });
  });
});

/** A PublicMessage of that content by that sender. */
async function rejectsContent(
  scene: Scene,
  sender: { readonly sender: Sender; readonly signatureKey: Uint8Array },
  content: Content,
): Promise<void> {
  const changes: FramingChanges = { content: (fields) => ({ ...fields, content }) };
  const made = await makeProposal(scene.world, { ...removeItem(2), sender, changes });
  await scene.rejects(['MLS_SENDER_CONTENT', 'MLS_APPLICATION_IN_PUBLIC'], made.message);
}
