import { createPlugin } from '@sotto/core';
import { memoryRecords } from '@sotto/records-memory';
import { expect, test } from 'vitest';
import { meet, passphrase, person } from './handset-fixture.ts';
import { makeHistory } from './make-history.ts';
import { crypto } from './node-crypto.ts';
import { tinyRelay } from './tiny-relay.ts';

test('a history that was written straight into the vault is one that a handset reads, page by page, and goes on with', async () => {
  const relay = tinyRelay();
  const [a, b] = [await person({ relay }), await person({ relay })];
  const { ofA } = await meet(a, b);
  await a.vault.close();
  const records = await createPlugin(memoryRecords({ store: a.store }), undefined as never);
  const id = await makeHistory({ records, crypto, passphrase, count: 450, nowMs: Date.now() });
  expect(id).toBe(ofA);

  const again = await person({ relay, store: a.store });
  const sizes: number[] = [];
  let before: string | undefined;
  do {
    const page = await again.handset.history(id, {
      limit: 200,
      ...(before === undefined ? {} : { before }),
    });
    sizes.push(page.messages.length);
    before = page.before;
  } while (before !== undefined);
  expect(sizes).toEqual([200, 200, 50]);
  const sent = await again.handset.send(id, { text: 'and now something new' });
  const { messages } = await again.handset.history(id);
  expect(messages.at(-1)?.id).toBe(sent.id);
  expect(messages.at(-2)?.body).toMatchObject({ text: expect.stringMatching(/^449: /) });
  await again.vault.close();
  await b.vault.close();
});
