import type { PostFrame } from '@sotto/protocol';
import type { OrdinalRange, RecordName, SealedStore } from '../src/vault/sealed-store.ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConversationHandle } from '../src/conversation/conversation.ts';
import type { Engine } from '../src/engine.ts';
import { createOutbox } from '../src/outbox/outbox.ts';
import { createUploads } from '../src/pictures/uploads.ts';
import type { Sync } from '../src/sync/sync.ts';
import { eventually, fastClock, meet, person, shows, states, texts } from './handset-fixture.ts';
import type { Person, PersonOptions } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

const open: Person[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ vault }) => vault.close()));
});
async function join(options: PersonOptions): Promise<Person> {
  const made = await person(options);
  open.push(made);
  return made;
}
const isWelcome = (frame: { readonly kind: string }): frame is PostFrame =>
  frame.kind === 'post' && (frame as PostFrame).body.length > 2_048;
const trouble = ({ seen }: Person, code: string) =>
  seen.some((event) => event.type === 'trouble' && event.code === code);

describe('the Welcome', () => {
  test('is never overtaken: what is sent behind it waits until the relay has it', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    let refusals = 0;
    relay.lies.instead = (frame) =>
      isWelcome(frame) && refusals++ < 3
        ? { kind: 'posted', id: frame.id, outcomes: ['full'] }
        : undefined;
    const { id } = await ben.handset.acceptInvite(link);
    for (const text of ['1', '2', '3']) await ben.handset.send(id, { text });
    await ben.handset.settled();
    const ofA = await eventually(async () => (await ada.handset.conversations())[0]?.id);
    await shows(ada.handset, ofA, ['1', '2', '3']);
    expect(refusals).toBeGreaterThan(3);
    expect((await ada.handset.status()).dropped.undecryptable).toBe(0);
  });

  for (const code of ['UNAVAILABLE', 'RATE', 'TOO_MANY', 'OTHER'] as const) {
    test(`is posted again when a relay refuses it with ${code} and names no time`, async () => {
      const relay = tinyRelay();
      const ada = await join({ relay });
      const ben = await join({ relay });
      const { link } = await ada.handset.createInvite();
      let refusals = 0;
      relay.lies.instead = (frame) =>
        isWelcome(frame) && refusals++ < 2
          ? { kind: 'refused', id: frame.id, code, retryAfterMs: 0 }
          : undefined;
      const { id } = await ben.handset.acceptInvite(link);
      await ben.handset.send(id, { text: 'hello' });
      const ofA = await eventually(async () => (await ada.handset.conversations())[0]?.id);
      await shows(ada.handset, ofA, ['hello']);
    });
  }

  test('that is refused for good is told, takes what waits behind it along, and goes first when that is tried again', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    relay.lies.instead = (frame) =>
      isWelcome(frame) ? { kind: 'posted', id: frame.id, outcomes: ['unknown'] } : undefined;
    const { id } = await ben.handset.acceptInvite(link);
    const sent = await Promise.all(
      Array.from({ length: 40 }, (_, index) => ben.handset.send(id, { text: `${index}` })),
    );
    await ben.handset.settled();
    await eventually(() => trouble(ben, 'MAILBOX_GONE'));
    await eventually(async () =>
      (await states(ben.handset, id)).every((state) => state === 'failed'),
    );
    expect(relay.posts).toHaveLength(0);
    // The next message takes the Welcome along, refused again.
    await ben.handset.send(id, { text: 'more' });
    await ben.handset.settled();
    expect(await states(ben.handset, id)).toEqual(Array(41).fill('failed'));
    expect(relay.posts).toHaveLength(0);
    delete relay.lies.instead;
    await ben.handset.retry(id, sent[0]!.id);
    await ben.handset.settled();
    const ofA = await eventually(async () => (await ada.handset.conversations())[0]?.id);
    await shows(ada.handset, ofA, ['0']);
    await ben.handset.retry(id, sent[1]!.id);
    await shows(ada.handset, ofA, ['0', '1']);
    expect((await ada.handset.status()).dropped.undecryptable).toBe(0);
  });
});

describe('waiting for the time that a relay names', () => {
  const weeks = 4_000_000_000;
  async function blocked() {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { ofA, ofB } = await meet(ada, ben);
    await ben.handset.settled();
    let asked = 0;
    relay.lies.instead = (frame) =>
      frame.kind === 'post' && asked++ === 0
        ? { kind: 'refused', id: frame.id, code: 'RATE', retryAfterMs: weeks }
        : undefined;
    await ada.handset.send(ofA, { text: 'later' });
    await eventually(() => asked === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { relay, ada, ben, ofB };
  }

  test('ends with a nudge', async () => {
    const { ada, ben, ofB } = await blocked();
    ada.handset.nudge();
    await shows(ben.handset, ofB, ['later']);
  });

  test('ends with the connection', async () => {
    const { relay, ben, ofB } = await blocked();
    relay.cutAll();
    await shows(ben.handset, ofB, ['later']);
  });

  test('is never longer than ten minutes', async () => {
    const relay = tinyRelay();
    const clock = fastClock();
    const waits: number[] = [];
    const { sleep } = clock;
    const shorter: typeof sleep = (ms, signal) => {
      waits.push(ms);
      return sleep(Math.min(ms, 1_000), signal);
    };
    Object.assign(clock, { sleep: shorter });
    const ada = await join({ relay, clock });
    const ben = await join({ relay });
    const { ofA, ofB } = await meet(ada, ben);
    let asked = 0;
    relay.lies.instead = (frame) =>
      frame.kind === 'post' && asked++ === 0
        ? { kind: 'refused', id: frame.id, code: 'RATE', retryAfterMs: weeks }
        : undefined;
    await ada.handset.send(ofA, { text: 'later' });
    await shows(ben.handset, ofB, ['later']);
    expect(Math.max(...waits.filter((ms) => ms !== 3_600_000))).toBe(600_000);
  });
});

describe('a count that does not fit what is stored', () => {
  // What somebody with the disk can do: take single records away.
  function halfStored() {
    let record = { waitingPosts: 2, waitingUploads: 2 };
    let ranges = 0;
    const reported: unknown[] = [];
    const store: Pick<SealedStore, 'range'> = {
      range: async function* (_table: string, _range?: OrdinalRange) {
        ranges += 1;
        yield* [];
      },
    };
    const conversation = {
      id: 'c',
      record: () => record,
      change: async (job: (draft: unknown) => Promise<unknown>) => {
        const tx = { range: async () => [], remove: (_: RecordName) => {} };
        const draft = { tx, record };
        await job(draft);
        ({ record } = draft);
      },
    } as unknown as ConversationHandle;
    const engine = {
      store,
      clock: fastClock(),
      stopping: new AbortController().signal,
    } as unknown as Engine;
    const troubles = { report: (error: unknown) => reported.push(error), over: () => {} };
    return { engine, troubles, conversation, reported, ranges: () => ranges };
  }

  test('of posts is told and corrected, and nothing runs on', async () => {
    const { engine, troubles, conversation, reported, ranges } = halfStored();
    const outbox = createOutbox(engine, {} as Sync, troubles);
    outbox.wake(conversation);
    await eventually(() => conversation.record().waitingPosts === 0);
    await outbox.stopped();
    expect(reported).toMatchObject([{ code: 'VAULT_BROKEN' }]);
    expect(ranges()).toBe(1);
  });

  test('of uploads is told and corrected, and nothing runs on', async () => {
    const { engine, troubles, conversation, reported, ranges } = halfStored();
    const uploads = createUploads(engine, {} as Sync, troubles);
    uploads.wake(conversation);
    await eventually(() => conversation.record().waitingUploads === 0);
    await uploads.stopped();
    expect(reported).toMatchObject([{ code: 'VAULT_BROKEN' }]);
    expect(ranges()).toBe(1);
  });
});

test('texts that were sent before the invite was answered keep their order', async () => {
  const relay = tinyRelay();
  const ada = await join({ relay });
  const ben = await join({ relay });
  const { link } = await ada.handset.createInvite();
  const { id } = await ben.handset.acceptInvite(link);
  const sent = Array.from({ length: 12 }, (_, index) => `${index}`);
  for (const text of sent) await ben.handset.send(id, { text });
  const ofA = await eventually(async () => (await ada.handset.conversations())[0]?.id);
  await shows(ada.handset, ofA, sent);
  expect(await texts(ben.handset, id)).toEqual(sent);
});
