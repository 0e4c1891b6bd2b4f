import type { DeliveryFrame } from '@sotto/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import type { Engine } from '../src/engine.ts';
import { handsetLimits } from '../src/limits.ts';
import { createMailboxReader } from '../src/sync/mailbox-reader.ts';
import type { RelaySession } from '../src/sync/relay-session.ts';
import { eventually, meet, person, shows } from './handset-fixture.ts';
import type { Person, PersonOptions } from './handset-fixture.ts';
import { net, urls } from './net-fixture.ts';
import type { Net } from './net-fixture.ts';
import { crypto } from './node-crypto.ts';
import { owned, post } from './owned-mailbox.ts';
import { turns } from './step-clock.ts';
import { tinyRelay } from './tiny-relay.ts';

const open: Person[] = [];
const nets: Net[] = [];
afterEach(async () => {
  await Promise.all(nets.splice(0).map(({ stop }) => stop()));
  await Promise.all(open.splice(0).map(({ vault }) => vault.close()));
});
async function join(options: PersonOptions): Promise<Person> {
  const made = await person(options);
  open.push(made);
  return made;
}
async function pair() {
  const relay = tinyRelay();
  const ada = await join({ relay, name: 'Ada' });
  const ben = await join({ relay, name: 'Ben' });
  return { relay, ada, ben, ...(await meet(ada, ben)) };
}

describe('positions', () => {
  test('that a restored relay gives out again lose no message', async () => {
    const { relay, ada, ben, ofA, ofB } = await pair();
    for (const text of ['1', '2', '3']) await ada.handset.send(ofA, { text });
    await shows(ben.handset, ofB, ['1', '2', '3']);
    await ben.handset.settled();
    await eventually(() => relay.unacked() === 0);
    relay.restoreOldCopy();
    relay.cutAll();
    await ada.handset.send(ofA, { text: '4' });
    await shows(ben.handset, ofB, ['1', '2', '3', '4']);
  });

  test('are acked only up to what came over this connection', async () => {
    const it = await net();
    nets.push(it);
    const box = await owned(urls.a);
    it.sync.read(box.address, box);
    it.sync.start();
    await turns();
    for (const body of [1, 2, 3, 4]) await post(it, urls.a, box.address, body);
    expect(box.position(urls.a)).toBe(4);
    const acked: number[] = [];
    it.relays.a.lies.instead = (frame) => {
      if (frame.kind === 'ack') acked.push(frame.upTo);
      return undefined;
    };
    it.relays.a.restoreOldCopy();
    it.relays.a.cutAll();
    it.relays.a.lies.deliver = (envelopes) => envelopes.slice(0, 1);
    await it.clock.pass(61_000);
    await post(it, urls.a, box.address, 5);
    expect(acked).toEqual([1]);
    // By its position it was dealt with, and it is new all the same.
    expect(box.got.at(-1)).toEqual({ relay: urls.a, body: 5, again: true });
  });

  test('as high as there are make nothing later unreadable', async () => {
    const { relay, ada, ben, ofA, ofB } = await pair();
    let lied = false;
    relay.lies.deliver = (envelopes) => {
      const [envelope, ...more] = envelopes;
      if (lied || !envelope) return envelopes;
      lied = true;
      return [{ ...envelope, position: Number.MAX_SAFE_INTEGER }, ...more];
    };
    await ada.handset.send(ofA, { text: '1' });
    await shows(ben.handset, ofB, ['1']);
    relay.cutAll();
    await ada.handset.send(ofA, { text: '2' });
    await shows(ben.handset, ofB, ['1', '2']);
  });
});

describe('a relay that ignores the window', () => {
  const delivery = (count: number, bytes: number): DeliveryFrame => ({
    kind: 'delivery',
    id: 0,
    mailbox: new Uint8Array(32) as DeliveryFrame['mailbox'],
    envelopes: Array.from({ length: count }, (_, index) => ({
      position: index + 1,
      postId: new Uint8Array(16) as never,
      body: new Uint8Array(bytes),
    })),
  });

  for (const [what, count, bytes] of [
    ['full envelopes', 16, 65_536],
    ['empty envelopes', 1_024, 0],
  ] as const) {
    test(`with ${what} is left while the store hangs`, async () => {
      const stuck = Promise.withResolvers<void>();
      const address = new Uint8Array(32);
      const mailbox = { relays: [urls.a], address, readKey: address, readSeed: address };
      const engine = { crypto, stopping: new AbortController().signal } as unknown as Engine;
      const reader = createMailboxReader(engine, {
        relay: urls.a,
        owner: {
          mailbox: () => mailbox as never,
          position: () => 0,
          receive: () => stuck.promise,
          restart: async () => {},
        },
        stirred: () => {},
        reopen: async () => ({ existed: true }),
        troubles: { report: () => {}, over: () => {} },
        backlog: { bytes: 0 },
      });
      const ends: unknown[] = [];
      const session = {
        welcome: { nonce: address },
        request: async () => ({ kind: 'done' }),
        tell: () => {},
        end: ({ error }: { error: unknown }) => ends.push(error),
      } as unknown as RelaySession;
      await reader.listen(session);
      const one = delivery(count, bytes);
      let sent = 0;
      while (ends.length === 0 && sent < 300_000) {
        reader.delivered(session, one);
        sent += 1;
        if (sent === 3) await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(ends).toMatchObject([{ code: 'RELAY_MISBEHAVES' }]);
      expect(sent * Math.max(1, count) * (bytes + 256)).toBeLessThan(
        handsetLimits.maxBacklogBytes * 1.1,
      );
      stuck.resolve();
    });
  }
});
