import { expect, test } from 'vitest';
import type { MessageId } from '../src/api.ts';
import { toHex } from '../src/hex.ts';
import { closeOnce } from '../src/message/close-once.ts';
import { openOnce } from '../src/message/open-once.ts';
import { sendMessage } from '../src/message/send-message.ts';
import { exchange, group, holds } from './message-fixture.ts';
import type { TestMember } from './message-fixture.ts';

async function two(): Promise<readonly [TestMember, TestMember]> {
  return (await group(['Ann', 'Ben'], {})) as unknown as readonly [TestMember, TestMember];
}

async function sayOnce(by: TestMember, text: string): Promise<MessageId> {
  const context = { signal: by.stop.signal };
  const { id } = await sendMessage(by.engine, by.conversation, { text, viewOnce: true }, context);
  return toHex(id) as MessageId;
}

const noPictures = (): never => {
  throw new Error('It has no pictures.');
};

test('nothing stored holds a word of what was shown once, from before it is given on', async () => {
  const [ann, ben] = await two();
  const id = await sayOnce(ann, 'onlyonceword');
  await exchange([ann, ben]);
  expect(holds(ben.values(), 'onlyonceword')).toBe(true);
  const context = { signal: ben.stop.signal, pictureOf: noPictures };
  const opened = await openOnce(ben.engine, ben.conversation, id, context);
  expect(opened).toEqual({ kind: 'text', text: 'onlyonceword' });
  expect(holds(ben.values(), 'onlyonceword')).toBe(false);
  const again = await ben.restart();
  expect((await again.view(id)).body).toMatchObject({ kind: 'once', state: 'opened' });
});

test('one whose opening on another device is heard of before it comes does not come', async () => {
  const [ann, ben] = await two();
  const id = await sayOnce(ann, 'onlyonceword');
  await ben.change(async (draft) => {
    await closeOnce(ben.engine, draft, (await ann.record(id))!.id);
  });
  await exchange([ann, ben]);
  expect(await ben.history()).toEqual([]);
  expect(holds(ben.values(), 'onlyonceword')).toBe(false);
});

test('a poll or another kind of a plugin cannot be shown once', async () => {
  const [ann] = await two();
  const draft = { mediaType: 'application/x-any', data: new Uint8Array(1), viewOnce: true };
  const context = { signal: ann.stop.signal };
  // sendMessage throws at once, without a promise, for a fault of the caller.
  const sending = async () => sendMessage(ann.engine, ann.conversation, draft, context);
  await expect(sending()).rejects.toMatchObject({ code: 'VIEW_ONCE_INVALID' });
});

test('an edit changes nothing of a message that is shown once', async () => {
  const [ann, ben] = await two();
  const id = await sayOnce(ann, 'onlyonceword');
  const { editMessage } = await import('../src/message/edit-message.ts');
  await expect(editMessage(ann.engine, ann.conversation, id, 'other')).rejects.toMatchObject({
    code: 'MESSAGE_NOT_EDITABLE',
  });
  await exchange([ann, ben]);
  expect(await ben.engine.search.find('onlyonceword', { limit: 5 })).toEqual([]);
});
