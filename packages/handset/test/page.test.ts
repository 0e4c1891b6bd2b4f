import { expect, test } from 'vitest';
import type { MessageId } from '../src/api.ts';
import { toHex } from '../src/hex.ts';
import { readPage } from '../src/history/page.ts';
import { parsePageToken } from '../src/history/page-token.ts';
import { removeMessage } from '../src/message/remove-message.ts';
import { sendText } from '../src/message/send-text.ts';
import type { MessageRecord } from '../src/storage/message-record.ts';
import { group } from './message-fixture.ts';
import type { TestMember } from './message-fixture.ts';

const texts = (messages: readonly MessageRecord[]) =>
  messages.map(({ body }) => (body.kind === 'text' ? body.text : body.kind));

test('pages go on where the last one ended, also when the message there was erased', async () => {
  const [ann] = (await group(['Ann'])) as [TestMember];
  for (let at = 0; at < 10; at++) await sendText(ann.engine, ann.conversation, `${at}`, {});
  const first = await readPage(ann.engine, ann.conversation, { limit: 4 });
  expect(texts(first.messages)).toEqual(['6', '7', '8', '9']);
  for (const { id } of first.messages)
    await removeMessage(ann.engine, ann.conversation, toHex(id) as MessageId, 'me');
  const second = await readPage(ann.engine, ann.conversation, { limit: 4, before: first.before! });
  expect(texts(second.messages)).toEqual(['2', '3', '4', '5']);
  await removeMessage(
    ann.engine,
    ann.conversation,
    toHex(second.messages[0]!.id) as MessageId,
    'me',
  );
  const third = await readPage(ann.engine, ann.conversation, { limit: 4, before: second.before! });
  expect(texts(third.messages)).toEqual(['0', '1']);
  expect(third.before).toBeUndefined();
});

test('what is no place of a page is MESSAGE_UNKNOWN', async () => {
  const [ann] = (await group(['Ann'])) as [TestMember];
  for (const before of ['', 'nothing', `1.2.${'0'.repeat(63)}`, `1.99999.${'0'.repeat(64)}`]) {
    expect(parsePageToken(before)).toBeUndefined();
    await expect(readPage(ann.engine, ann.conversation, { before })).rejects.toMatchObject({
      code: 'MESSAGE_UNKNOWN',
    });
  }
});
