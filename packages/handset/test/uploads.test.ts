import { expect, test } from 'vitest';
import type { ConversationHandle } from '../src/conversation/conversation.ts';
import type { Engine } from '../src/engine.ts';
import { createUploads } from '../src/pictures/uploads.ts';
import type { Sync } from '../src/sync/sync.ts';
import { plainStore } from './plain-store.ts';
import { stepClock, turns } from './step-clock.ts';

test('a count of uploads that does not fit what is stored is told and corrected, and nothing runs on', async () => {
  // What somebody with the disk can do: take single records away.
  let record = { waitingUploads: 2 };
  let ranges = 0;
  const reported: unknown[] = [];
  const store = plainStore();
  const counted: typeof store.range = (table, range) => {
    ranges += 1;
    return store.range(table, range);
  };
  const conversation = {
    id: 'c',
    record: () => record,
    quietly: (job: () => Promise<unknown>) => job(),
    change: async (job: (draft: unknown) => Promise<unknown>) => {
      const draft = { tx: { range: async () => [] }, record };
      await job(draft);
      ({ record } = draft);
    },
  } as unknown as ConversationHandle;
  const engine = {
    store: { ...store, range: counted },
    clock: stepClock(),
    stopping: new AbortController().signal,
  } as unknown as Engine;
  const uploads = createUploads(engine, {} as Sync, {
    report: (error) => reported.push(error),
    over: () => {},
  });
  uploads.wake(conversation);
  await turns();
  expect(record.waitingUploads).toBe(0);
  await uploads.stopped();
  expect(reported).toMatchObject([{ code: 'VAULT_BROKEN' }]);
  expect(ranges).toBe(1);
});
