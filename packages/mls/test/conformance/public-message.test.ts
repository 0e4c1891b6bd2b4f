import { describe, expect, it } from 'vitest';
import { createFramedContent } from '../../src/wire/framed-content.ts';
import { encodeMessage } from '../../src/wire/message.ts';
import { makeCommit } from '../evil/commit.ts';
import { makeGroupInfoMessage } from '../evil/group-info.ts';
import { addItem, removeItem } from '../evil/items.ts';
import { createPerson, flipped } from '../evil/person.ts';
import { makeApplication, makeProposal } from '../evil/proposal.ts';
import type { FramingChanges } from '../evil/protect.ts';
import { membershipTagOf } from '../evil/protect.ts';
import { parse, setScene } from '../evil/scene.ts';

const formats = ['public_message', 'private_message'] as const;

describe('framing', () => {
  it('[6-1] sends application data as PrivateMessage only', async () => {
    const scene = await setScene();
    for (const data of ['', 'a word', 'x'.repeat(70_000)]) {
      const { message } = await scene.victim.encrypt(data);
      expect(parse(message).wireFormat).toBe('private_message');
    }
  });

  it('[6-2] refuses application data in a PublicMessage', async () => {
    const scene = await setScene();
    const data = new TextEncoder().encode('in the clear');
    const message = await makeApplication(scene.world, 0, data, { format: 'public_message' });
    await scene.rejects('MLS_APPLICATION_IN_PUBLIC', message);
    await scene.receives(await makeApplication(scene.world, 0, data));
  });

  it('[6-3] refuses another protocol version', async () => {
    const scene = await setScene();
    const { message } = await makeCommit(scene.world, { committer: 0 });
    for (const version of [0, 2, 0xffff]) {
      const other = Uint8Array.of(version >> 8, version & 0xff, ...message.subarray(2));
      await scene.rejects('MLS_VERSION', other);
    }
    await scene.receives(message);
  });

  it('[6-4] refuses an unknown wire format', async () => {
    const scene = await setScene();
    const { message } = await makeCommit(scene.world, { committer: 0 });
    for (const format of [0, 6, 0x0a0a]) {
      const other = Uint8Array.of(0, 1, format >> 8, format & 0xff, ...message.subarray(4));
      await scene.rejects('MLS_MALFORMED', other);
    }
    await scene.receives(message);
  });

  it('[6-5] refuses a message for another group, in either framing', async () => {
    for (const format of formats) {
      const scene = await setScene();
      const content: FramingChanges['content'] = (fields) => ({
        ...fields,
        groupId: flipped(fields.groupId),
      });
      await scene.refuses('MLS_NOT_FOR_GROUP', { format, changes: { content } }, { format });
    }
  });
});

describe('a message that is none of a group', () => {
  it('[6-5] is refused: a KeyPackage, a Welcome, a GroupInfo', async () => {
    const scene = await setScene();
    const { keyPackage } = scene.people[0]!;
    const dora = addItem(await createPerson(scene.suite)).proposal;
    const { welcome } = await scene.victim.commit({ proposals: [dora] });
    const messages = [
      encodeMessage({ wireFormat: 'key_package', keyPackage }),
      await makeGroupInfoMessage(scene.world, 0),
      welcome!,
    ];
    for (const message of messages) await scene.rejects('MLS_NOT_FOR_GROUP', message);
  });
});

describe('who signed', () => {
  it("[6.1-1] refuses a member's message with the signature of another member", async () => {
    for (const format of formats) {
      const scene = await setScene();
      const signer = scene.people[1]!.signatureKey;
      await scene.refuses('MLS_SIGNATURE', { format, changes: { signer } }, { format });
      const proposal = removeItem(2);
      const wrong = await makeProposal(scene.world, {
        ...proposal,
        sender: 0,
        format,
        changes: { signer },
      });
      await scene.rejects('MLS_SIGNATURE', wrong.message);
    }
  });

  it('[6.1-2] refuses a member who is not there', async () => {
    const scene = await setScene();
    await scene.takes({ items: [removeItem(1)] });
    for (const leafIndex of [1, 6, 7, 100, 0xffff_ffff]) {
      const changes: FramingChanges = {
        content: (fields) => ({ ...fields, sender: { senderType: 'member', leafIndex } }),
      };
      const wrong = await makeProposal(scene.world, { ...removeItem(2), sender: 0, changes });
      await scene.rejects('MLS_SENDER_BLANK', wrong.message);
      await scene.refuses('MLS_SENDER_BLANK', { changes });
    }
    await scene.takes({});
  });

  it("[6.1-3] refuses a member's signature that was made in another epoch", async () => {
    for (const format of formats) {
      const scene = await setScene();
      const before = scene.world.context;
      await scene.takes({});
      await scene.refuses('MLS_SIGNATURE', { format, changes: { signedContext: before } });
      await scene.refuses(
        'MLS_SIGNATURE',
        { format, changes: { signedContext: 'none' } },
        { format },
      );
    }
  });

  it('[6.1-4] refuses content that was signed for the other framing', async () => {
    for (const format of formats) {
      const [signedFormat] = formats.filter((other) => other !== format);
      const scene = await setScene();
      await scene.refuses(
        'MLS_SIGNATURE',
        { format, changes: { signedFormat: signedFormat! } },
        { format },
      );
    }
  });

  it('[6.1-13] refuses a confirmation tag that does not confirm the new epoch', async () => {
    for (const format of formats) {
      const scene = await setScene();
      const old = scene.world.confirmationTag;
      const wrong = [
        (tag: Uint8Array) => flipped(tag, 0),
        () => old,
        (tag: Uint8Array) => tag.subarray(1),
        () => new Uint8Array(),
      ];
      for (const confirmationTag of wrong) {
        await scene.refuses('MLS_CONFIRMATION_TAG', { format, changes: { confirmationTag } });
      }
      await scene.takes({ format });
    }
  });
});

describe('the membership tag', () => {
  it('[6.2-1] refuses a wrong one, a shorter one and an empty one', async () => {
    const scene = await setScene();
    const wrong = [
      (tag?: Uint8Array) => flipped(tag!, 0),
      (tag?: Uint8Array) => tag!.subarray(0, -1),
      () => new Uint8Array(),
    ];
    for (const membershipTag of wrong) {
      await scene.refuses('MLS_MEMBERSHIP_TAG', { changes: { membershipTag } });
      const made = await makeProposal(scene.world, {
        ...removeItem(2),
        sender: 1,
        changes: { membershipTag },
      });
      await scene.rejects('MLS_MEMBERSHIP_TAG', made.message);
    }
    await scene.takes({});
  });

  it('[6.2-2] covers content, signature and confirmation tag', async () => {
    const scene = await setScene();
    const { message } = await makeCommit(scene.world, { committer: 0 });
    const parsed = parse(message);
    if (parsed.wireFormat !== 'public_message') throw new Error('it is public');
    const { content, auth, membershipTag } = parsed.publicMessage;
    const changed = [
      { content, auth: { ...auth, signature: flipped(auth.signature) } },
      { content, auth: { ...auth, confirmationTag: flipped(auth.confirmationTag!) } },
      {
        content: createFramedContent({ ...content, authenticatedData: Uint8Array.of(1) }),
        auth,
      },
    ];
    for (const one of changed) {
      const publicMessage = { ...one, membershipTag };
      const wrong = encodeMessage({ wireFormat: 'public_message', publicMessage });
      await scene.rejects('MLS_MEMBERSHIP_TAG', wrong);
    }
    await scene.receives(message);
  });

  it('[6.2-2] stands on our own public messages as the members reckon it', async () => {
    const scene = await setScene();
    const made = await scene.victim.commit({ proposals: [], wireFormat: 'public_message' });
    const parsed = parse(made.message);
    if (parsed.wireFormat !== 'public_message') throw new Error('it is public');
    expect(parsed.publicMessage.membershipTag).toEqual(
      await membershipTagOf(scene.world, parsed.publicMessage.content, parsed.publicMessage.auth),
    );
  });

  it('[6.2-4] does not excuse a wrong signature', async () => {
    // The toolbox makes the tag over the changed signature: it is right, and the signature is not.
    const scene = await setScene();
    await scene.refuses('MLS_SIGNATURE', { changes: { signature: flipped } }, {});
  });
});
