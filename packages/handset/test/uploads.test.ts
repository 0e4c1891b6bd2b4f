import type { BlobId } from '@sotto/core';
import { SottoError } from '@sotto/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConversationHandle } from '../src/conversation/conversation.ts';
import type { Engine } from '../src/engine.ts';
import { createUploads } from '../src/pictures/uploads.ts';
import type { Sync } from '../src/sync/sync.ts';
import { handsetLimits } from '../src/limits.ts';
import { urls } from './net-fixture.ts';
import type { NetOptions } from './net-fixture.ts';
import { plainStore } from './plain-store.ts';
import { stepClock, turns } from './step-clock.ts';
import type { TinyRelay } from './tiny-relay.ts';
import { uploadNet } from './upload-fixture.ts';
import type { UploadNet } from './upload-fixture.ts';

const nets: UploadNet[] = [];
afterEach(async () => {
  await Promise.all(nets.splice(0).map((each) => each.stop()));
});

async function begin(options: NetOptions = {}): Promise<UploadNet> {
  const made = await uploadNet(options);
  nets.push(made);
  made.sync.start();
  await turns();
  return made;
}

async function has(relay: TinyRelay, id: BlobId): Promise<boolean> {
  return (await relay.blobState(id)).complete;
}

describe('a picture', () => {
  test('goes to the next of its relays when the first cannot be reached', async () => {
    const { picture, message, relays, down, clock } = await begin({ homes: [urls.a, urls.b] });
    down.add(urls.a);
    relays.a.cutAll();
    const id = await picture(1, [urls.a, urls.b]);
    await clock.pass(handsetLimits.sessionTryMs);
    expect((await message(1))?.state).toBe('queued');
    expect([await has(relays.a, id), await has(relays.b, id)]).toEqual([false, true]);
  });

  test('goes to the next when its relay vanishes, or says nothing, while it is uploaded', async () => {
    const lies = [
      () => Promise.reject(new SottoError('LINK_UNREACHABLE', 'gone', { retryable: true })),
      () => new Promise<never>(() => {}),
    ];
    for (const lie of lies) {
      const { picture, message, relays, clock } = await begin({ homes: [urls.a, urls.b] });
      const { putBlobPart } = relays.a;
      let parts = 0;
      Object.assign(relays.a, {
        putBlobPart: (part: Parameters<typeof putBlobPart>[0]) =>
          parts++ === 0 ? putBlobPart(part) : lie(),
      });
      const id = await picture(1, [urls.a, urls.b], 600_000);
      await clock.pass(handsetLimits.blobCallMs * (handsetLimits.maxBlobTries + 1));
      expect((await message(1))?.state).toBe('queued');
      expect(parts).toBe(1 + handsetLimits.maxBlobTries);
      expect(await has(relays.b, id)).toBe(true);
    }
  });

  test('whose relay is away holds up none behind it, and goes when the relay is back', async () => {
    const { picture, message, relays, down, clock } = await begin({ homes: [urls.a, urls.c] });
    down.add(urls.c);
    relays.c.cutAll();
    const first = await picture(1, [urls.c]);
    await clock.pass(20_000);
    await picture(2, [urls.a]);
    await clock.pass(0);
    expect((await message(2))?.state).toBe('queued');
    expect((await message(1))?.state).toBe('uploading');
    down.clear();
    await clock.pass(2 * handsetLimits.maxBackoffMs);
    expect((await message(1))?.state).toBe('queued');
    expect(await has(relays.c, first)).toBe(true);
  });

  test('that a relay cannot take now is tried with growing waits, and no sooner than it says', async () => {
    const { picture, message, relays, clock } = await begin();
    const triedAtMs: number[] = [];
    const { putBlobPart } = relays.a;
    let isFull = true;
    Object.assign(relays.a, {
      putBlobPart: (part: Parameters<typeof putBlobPart>[0]) => {
        triedAtMs.push(clock.now());
        if (!isFull) return putBlobPart(part);
        const told = { retryable: true, retryAfterMs: 60_000 };
        return Promise.reject(new SottoError('LINK_REFUSED', 'full', told));
      },
    });
    await picture(1, [urls.a]);
    await clock.pass(3_600_000);
    expect(triedAtMs.length).toBeGreaterThan(10);
    const gaps = triedAtMs.slice(1).map((at, index) => at - (triedAtMs[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60_000);
    expect((await message(1))?.state).toBe('uploading');
    isFull = false;
    await clock.pass(2 * handsetLimits.maxBackoffMs);
    expect((await message(1))?.state).toBe('queued');
  });

  test('fails when none of its relays will ever take it, and not before each has said so', async () => {
    const { picture, message, relays, down, clock } = await begin({ homes: [urls.a, urls.b] });
    const refuse = { putBlobPart: () => Promise.reject(new SottoError('LINK_REFUSED', 'large')) };
    Object.assign(relays.a, refuse);
    Object.assign(relays.b, refuse);
    down.add(urls.b);
    relays.b.cutAll();
    await picture(1, [urls.a, urls.b]);
    await clock.pass(20_000);
    expect((await message(1))?.state).toBe('uploading');
    down.clear();
    await clock.pass(2 * handsetLimits.maxBackoffMs);
    expect(await message(1)).toMatchObject({ state: 'failed', failure: 'LINK_REFUSED' });
  });

  test('fails a day after it was written when its relays are away and homes no more, and never while one is a home', async () => {
    const { picture, message, relays, homes, down, clock } = await begin({
      homes: [urls.a, urls.c],
    });
    down.add(urls.c);
    relays.c.cutAll();
    await picture(1, [urls.c]);
    await clock.pass(2 * handsetLimits.uploadStrandedMs);
    expect((await message(1))?.state).toBe('uploading');
    await picture(2, [urls.c]);
    homes.change([{ relay: urls.a }]);
    await clock.pass(2 * handsetLimits.uploadLookMs);
    expect(await message(1)).toMatchObject({ state: 'failed', failure: 'RELAY_TIMEOUT' });
    expect((await message(2))?.state).toBe('uploading');
    await clock.pass(handsetLimits.uploadStrandedMs);
    expect(await message(2)).toMatchObject({ state: 'failed', failure: 'RELAY_TIMEOUT' });
  });

  test('waits as long as it takes while this handset itself is offline', async () => {
    const { picture, message, relays, homes, down, clock } = await begin({
      homes: [urls.a, urls.c],
    });
    for (const relay of [urls.a, urls.c]) down.add(relay);
    for (const relay of [relays.a, relays.c]) relay.cutAll();
    await picture(1, [urls.c]);
    homes.change([{ relay: urls.a }]);
    await clock.pass(3 * handsetLimits.uploadStrandedMs);
    expect((await message(1))?.state).toBe('uploading');
  });
});

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
