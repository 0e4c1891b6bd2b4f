import { describe, expect, it } from 'vitest';
import { Writer } from '../../src/wire/writer.ts';
import { removeItem } from '../evil/items.ts';
import { flipped } from '../evil/person.ts';
import { parse, setScene } from '../evil/scene.ts';

describe('the group context', () => {
  it('[8.1-1] keeps the group id, and counts the epoch up by one with each commit', async () => {
    const scene = await setScene();
    const { groupId, epoch } = scene.victim.context();
    for (let times = 1n; times <= 3n; times += 1n) {
      await scene.takes({});
      expect(scene.victim.context()).toMatchObject({ groupId, epoch: epoch + times });
    }
    const own = await scene.victim.commit({});
    expect(own.accepted.context()).toMatchObject({ groupId, epoch: epoch + 4n });
  });

  it('[8.1-1] refuses a commit into another group id, or more than one epoch on', async () => {
    const scene = await setScene();
    await scene.refuses('MLS_CONFIRMATION_TAG', {
      changes: { context: (context) => ({ ...context, groupId: flipped(context.groupId) }) },
    });
    await scene.refuses(
      'MLS_CONFIRMATION_TAG',
      { changes: { context: (context) => ({ ...context, epoch: context.epoch + 1n }) } },
      {},
    );
  });
});

describe('the transcript', () => {
  it('[8.2-2] covers wire format, content and signature of the commit, and then its confirmation tag', async () => {
    const scene = await setScene();
    const before = scene.victim.state.interimTranscriptHash;
    const made = await scene.victim.commit({ proposals: [removeItem(1).proposal] });
    const message = parse(made.message);
    if (message.wireFormat !== 'public_message') throw new Error('it is public');
    const { content, auth } = message.publicMessage;
    const confirmed = await scene.suite.hash(
      new Writer().fixed(before).u16(1).fixed(content.encoded).opaque(auth.signature).finish(),
    );
    expect(made.accepted.context().confirmedTranscriptHash).toEqual(confirmed);
    expect(made.accepted.state.interimTranscriptHash).toEqual(
      await scene.suite.hash(new Writer().fixed(confirmed).opaque(auth.confirmationTag!).finish()),
    );
  });

  it('[8.2-2] of a private commit is that of a private commit', async () => {
    const scene = await setScene();
    // The toolbox hashes by the format that it sent: with another one, the epochs would part.
    await scene.takes({ format: 'private_message' });
    await scene.takes({ format: 'public_message' });
  });
});
