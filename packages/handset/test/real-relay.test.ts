import { openAccess } from '@sotto/access-open';
import { createMemoryBlobStore, memoryBlobs } from '@sotto/blobs-memory';
import { nodeCrypto } from '@sotto/crypto-node';
import { createMailboxesStore, memoryMailboxes } from '@sotto/mailboxes-memory';
import type { MemoryRelay } from '@sotto/link-memory';
import { createRelay } from '@sotto/relay';
import { expect, test } from 'vitest';
import { eventually, fastClock, meet, person, shows } from './handset-fixture.ts';

test('over the relay engine: texts, receipts and a picture both ways, also over a restart of the relay', async () => {
  const mailboxes = createMailboxesStore();
  const blobs = createMemoryBlobStore();
  const start = () => {
    const plugins = [
      nodeCrypto(),
      memoryMailboxes({ store: mailboxes }),
      memoryBlobs({ store: blobs }),
      openAccess(),
    ];
    return createRelay({ plugins, clock: fastClock() });
  };
  let running = await start();
  const relay: MemoryRelay = {
    accept: (connection) => running.accept(connection),
    putBlobPart: (part) => running.putBlobPart(part),
    blobState: (id) => running.blobState(id),
    getBlobRange: (id, offset, maxBytes) => running.getBlobRange(id, offset, maxBytes),
    readLog: (path, maxBytes) => running.readLog(path, maxBytes),
  };
  const ada = await person({ relay, name: 'Ada' });
  const ben = await person({ relay, name: 'Ben' });
  const { ofA, ofB } = await meet(ada, ben);
  const sent = Array.from({ length: 100 }, (_, index) => `text ${index}`);
  for (const text of sent) await ada.handset.send(ofA, { text });
  await shows(ben.handset, ofB, sent);
  await running.stop();
  running = await start();
  await ada.handset.send(ofA, { picture: new TextEncoder().encode(`PIC${'x'.repeat(300_000)}`) });
  const { id } = await eventually(async () => {
    const last = (await ben.handset.history(ofB)).messages.at(-1);
    return last?.body.kind === 'picture' && last;
  });
  expect((await ben.handset.picture(ofB, id)).bytes).toHaveLength(300_008);
  await ben.handset.markRead(ofB, id);
  await eventually(async () => (await ada.handset.history(ofA)).messages.at(-1)?.state === 'read');
  expect((await ada.handset.status()).dropped).toEqual({
    undecryptable: 0,
    replayed: 0,
    malformed: 0,
    forged: 0,
  });
  const all = { limit: 200 };
  await eventually(async () =>
    (await ada.handset.history(ofA, all)).messages.every(({ state }) => state === 'read'),
  );
  await ada.vault.close();
  await ben.vault.close();
  await running.stop();
});
