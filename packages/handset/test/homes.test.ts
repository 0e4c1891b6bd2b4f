import type { RelayUrl } from '@sotto/core';
import { afterEach, describe, expect, test } from 'vitest';
import { handsetLimits } from '../src/limits.ts';
import { createHomes } from '../src/sync/homes.ts';
import { net, troublesOf, urls } from './net-fixture.ts';
import type { Net, NetOptions } from './net-fixture.ts';
import { owned, post } from './owned-mailbox.ts';
import { turns } from './step-clock.ts';

const open: Net[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ stop }) => stop()));
});
async function join(options: NetOptions = {}): Promise<Net> {
  const made = await net(options);
  open.push(made);
  return made;
}
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const states = ({ seen }: Net): readonly string[] =>
  seen.flatMap((event) => (event.type === 'connection' ? [event.state] : []));

describe('the homes', () => {
  test('are distinct, the first preferred, and there is always one', () => {
    const homes = createHomes([{ relay: urls.b }, { relay: urls.a }, { relay: urls.b }]);
    expect(homes.relays()).toEqual([urls.b, urls.a]);
    expect(homes.primary()).toBe(urls.b);
    expect(() => createHomes([])).toThrow(expect.objectContaining({ code: 'VAULT_BROKEN' }));
    expect(() => homes.change([])).toThrow(expect.objectContaining({ code: 'VAULT_BROKEN' }));
    expect(homes.primary()).toBe(urls.b);
    homes.change(
      Array.from({ length: 9 }, (_, n) => ({ relay: `https://${n}.example` as RelayUrl })),
    );
    expect(homes.relays()).toHaveLength(handsetLimits.maxHomes);
  });

  test('are each shown their own credit alone', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    it.homes.change([{ relay: urls.a, credit: Uint8Array.of(1) }, { relay: urls.b }]);
    const shown = new Map<string, number>();
    for (const name of ['a', 'b', 'c'] as const)
      it.relays[name].lies.answer = (frame, answer) => {
        if (frame.kind === 'open') shown.set(name, frame.credit.length);
        return answer;
      };
    const { own } = await owned(urls.a);
    await it.sync.openMailbox(own.readKey, [urls.a, urls.b, urls.c], it.engine.stopping);
    await turns();
    expect(Object.fromEntries(shown)).toEqual({ a: 1, b: 0, c: 0 });
  });
});

describe('with several home relays', () => {
  test('a mailbox is listened to at each of them', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    const box = await owned(urls.a, urls.b);
    it.sync.read(box.address, box);
    it.sync.start();
    await turns();
    await post(it, urls.a, box.address, 1);
    await post(it, urls.b, box.address, 2);
    expect(box.got).toEqual([
      { relay: urls.a, body: 1, again: false },
      { relay: urls.b, body: 2, again: false },
    ]);
    expect([it.relays.a.unacked(), it.relays.b.unacked()]).toEqual([0, 0]);
  });

  test('positions and lost mailboxes are of each relay by itself', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    const box = await owned(urls.a, urls.b);
    it.sync.read(box.address, box);
    it.sync.start();
    await turns();
    expect(box.restarts).toEqual([urls.a, urls.b]);
    for (const body of [1, 2, 3]) await post(it, urls.a, box.address, body);
    await post(it, urls.b, box.address, 4);
    expect(box.got.every(({ again }) => !again)).toBe(true);
    it.relays.b.forgetMailboxes();
    it.relays.a.cutAll();
    it.relays.b.cutAll();
    await it.clock.pass(61_000);
    expect(box.restarts).toEqual([urls.a, urls.b, urls.b]);
    await post(it, urls.b, box.address, 5);
    expect(box.got.at(-1)).toEqual({ relay: urls.b, body: 5, again: false });
  });

  test('people are told that they are online when any is, and offline only when none is', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    it.down.add(urls.b);
    it.sync.start();
    await turns();
    expect(it.sync.state()).toBe('online');
    await it.clock.pass(300_000);
    expect(states(it)).toEqual(['connecting', 'online']);
    it.down.add(urls.a);
    it.relays.a.cutAll();
    await turns();
    expect(it.sync.state()).not.toBe('online');
    it.down.delete(urls.b);
    await it.clock.pass(61_000);
    expect(it.sync.state()).toBe('online');
    expect(states(it)).toContain('offline');
  });

  test('one that becomes a home is connected to, and one that is none any more is left when no mailbox is there', async () => {
    const it = await join({ homes: [urls.a] });
    const box = await owned(urls.a);
    it.sync.read(box.address, box);
    it.sync.start();
    await turns();
    expect(it.relays.b.connections()).toBe(0);
    it.homes.change([{ relay: urls.b }]);
    await turns();
    expect(it.relays.b.connections()).toBe(1);
    const quietMs = handsetLimits.watchIntervalMs * (handsetLimits.lingerLooks + 2);
    await it.clock.pass(2 * quietMs);
    // The mailbox is still at the former home.
    expect(it.relays.a.connections()).toBe(1);
    box.own = { ...box.own, relays: [urls.b] };
    it.sync.reread(box.address);
    await turns();
    await it.clock.pass(2 * quietMs);
    expect(it.relays.a.connections()).toBe(0);
    expect(it.relays.b.connections()).toBe(1);
  });

  test('a mailbox that moves is made at the new relay and read there, and no more at the old one', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    const box = await owned(urls.a);
    it.sync.read(box.address, box);
    it.sync.start();
    await turns();
    expect(it.relays.b.mailboxes()).toEqual([]);
    box.own = { ...box.own, relays: [urls.b] };
    it.sync.reread(box.address);
    await turns();
    expect(it.relays.b.mailboxes()).toEqual([hex(box.address)]);
    await post(it, urls.b, box.address, 1);
    await post(it, urls.a, box.address, 2);
    expect(box.got.map(({ body }) => body)).toEqual([1]);
  });

  test('another instance at one of them is told, and the other is still read', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    const box = await owned(urls.a, urls.b);
    it.sync.read(box.address, box);
    it.sync.start();
    await turns();
    it.relays.a.say({ kind: 'replaced', id: 0, mailbox: box.address });
    await turns();
    expect(troublesOf(it)).toEqual(['MAILBOX_REPLACED']);
    await post(it, urls.b, box.address, 1);
    expect(box.got).toHaveLength(1);
    await it.clock.pass(1_000);
    expect(it.sync.quiet(box.address)).toBe(false);
    it.sync.nudge();
    await it.clock.pass(1_000);
    expect(it.sync.quiet(box.address)).toBe(true);
  });

  test('a clock that is off is told once for each, and that of the preferred one counts', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    it.relays.a.lies.serverTimeMs = () => it.clock.now() - 700_000;
    it.relays.b.lies.serverTimeMs = () => it.clock.now() + 5_000;
    it.sync.start();
    await turns();
    it.relays.a.cutAll();
    await it.clock.pass(61_000);
    expect(it.seen.filter(({ type }) => type === 'clock')).toEqual([
      { type: 'clock', skewMs: 700_000 },
    ]);
    expect(it.sync.clockSkewMs()).toBe(700_000);
    it.homes.change([{ relay: urls.b }, { relay: urls.a }]);
    expect(it.sync.clockSkewMs()).toBe(-5_000);
  });
});

describe('a relay on this machine', () => {
  const local = 'http://localhost:8080' as RelayUrl;

  test('is not connected to because somebody else names it, unless a home of ours is here too', async () => {
    const it = await join();
    it.sync.start();
    const { stopping } = it.engine;
    await expect(it.sync.session(local, stopping)).rejects.toMatchObject({
      code: 'LINK_UNREACHABLE',
    });
    await expect(it.sync.lookup([local], new Uint8Array(32), stopping)).rejects.toMatchObject({
      code: 'LINK_UNREACHABLE',
    });
    void it.sync.patiently(local, stopping).catch(() => {});
    await it.clock.pass(300_000);
    expect(it.calls).not.toContain(local);
    it.homes.change([{ relay: 'http://127.0.0.1:7300' as RelayUrl }]);
    await it.clock.pass(61_000);
    expect(it.calls).toContain(local);
  });
});

describe('making a mailbox', () => {
  test('needs one of its relays; the others have it as soon as they can be reached', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    it.down.add(urls.a);
    it.sync.start();
    const { own } = await owned(urls.a, urls.b);
    await it.sync.openMailbox(own.readKey, own.relays, it.engine.stopping);
    expect(it.relays.b.mailboxes()).toEqual([hex(own.address)]);
    expect(it.relays.a.mailboxes()).toEqual([]);
    it.down.delete(urls.a);
    await it.clock.pass(61_000);
    expect(it.relays.a.mailboxes()).toEqual([hex(own.address)]);
    await it.sync.closeMailbox(own);
    await turns();
    expect([it.relays.a.mailboxes(), it.relays.b.mailboxes()]).toEqual([[], []]);
  });

  test('fails when none of them has it', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    it.down.add(urls.a).add(urls.b);
    const { own } = await owned(urls.a, urls.b);
    await expect(
      it.sync.openMailbox(own.readKey, own.relays, it.engine.stopping),
    ).rejects.toMatchObject({ code: 'LINK_UNREACHABLE' });
    it.down.clear();
    await it.clock.pass(300_000);
    expect(it.relays.a.mailboxes()).toEqual([]);
  });
});

describe('a mailbox is drained', () => {
  const { drainQuietMs, drainPatienceMs } = handsetLimits;

  test('a while after it was listened to and nothing came, and again after what came was stored', async () => {
    const it = await join();
    const box = await owned(urls.a);
    it.sync.read(box.address, box);
    expect(it.sync.quiet(box.address)).toBe(false);
    it.sync.start();
    await it.clock.pass(drainQuietMs - 1);
    expect([it.sync.quiet(box.address), box.quiets]).toEqual([false, 0]);
    await it.clock.pass(drainQuietMs / 4);
    expect([it.sync.quiet(box.address), box.quiets]).toEqual([true, 1]);
    const stored = Promise.withResolvers<void>();
    box.storing = () => stored.promise;
    await post(it, urls.a, box.address, 1);
    await it.clock.pass(10 * drainQuietMs);
    expect([it.sync.quiet(box.address), box.quiets]).toEqual([false, 1]);
    stored.resolve();
    await it.clock.pass(2 * drainQuietMs);
    expect([it.sync.quiet(box.address), box.quiets]).toEqual([true, 2]);
  });

  test('not while deliveries follow each other', async () => {
    const it = await join();
    const box = await owned(urls.a);
    it.sync.read(box.address, box);
    it.sync.start();
    for (let body = 0; body < 10; body++) {
      await it.clock.pass(drainQuietMs / 2);
      await post(it, urls.a, box.address, body);
      expect(it.sync.quiet(box.address)).toBe(false);
    }
    await it.clock.pass(2 * drainQuietMs);
    expect([it.sync.quiet(box.address), box.quiets]).toEqual([true, 1]);
  });

  test('only when every relay that can be reached has nothing more', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    it.relays.b.lies.answer = (frame, answer) => (frame.kind === 'listen' ? 'silence' : answer);
    const box = await owned(urls.a, urls.b);
    it.sync.read(box.address, box);
    it.sync.start();
    await it.clock.pass(4 * drainQuietMs);
    expect(it.sync.quiet(box.address)).toBe(false);
    it.down.add(urls.b);
    it.relays.b.cutAll();
    await it.clock.pass(2 * drainQuietMs);
    expect(it.sync.quiet(box.address)).toBe(true);
  });

  test('without a relay that hangs at the first try, after some patience', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    it.relays.b.lies.answer = (frame, answer) => (frame.kind === 'hello' ? 'silence' : answer);
    const box = await owned(urls.a, urls.b);
    it.sync.read(box.address, box);
    it.sync.start();
    await it.clock.pass(drainPatienceMs - 1);
    expect(it.sync.quiet(box.address)).toBe(false);
    await it.clock.pass(2 * drainQuietMs);
    expect(it.sync.quiet(box.address)).toBe(true);
  });

  test('not before its relays were tried, though one was asked for something else before the start', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    it.relays.a.lies.answer = (frame, answer) => (frame.kind === 'hello' ? 'silence' : answer);
    const box = await owned(urls.a, urls.b);
    it.sync.read(box.address, box);
    it.sync.patiently(urls.a, it.engine.stopping).catch(() => {});
    await turns();
    it.sync.start();
    await it.clock.pass(2 * drainQuietMs);
    expect(it.sync.quiet(box.address)).toBe(false);
    await it.clock.pass(drainPatienceMs);
    expect(it.sync.quiet(box.address)).toBe(true);
  });

  test('still while a relay of it stays away', async () => {
    const it = await join({ homes: [urls.a, urls.b] });
    it.down.add(urls.b);
    const box = await owned(urls.a, urls.b);
    it.sync.read(box.address, box);
    it.sync.start();
    await it.clock.pass(2 * drainQuietMs);
    for (let look = 0; look < 100; look++) {
      expect([it.sync.quiet(box.address), box.quiets]).toEqual([true, 1]);
      await it.clock.pass(drainQuietMs / 2);
    }
    expect(it.calls.filter((relay) => relay === urls.b).length).toBeGreaterThan(2);
  });

  test('never while no relay can be reached', async () => {
    const it = await join();
    const box = await owned(urls.a);
    it.sync.read(box.address, box);
    it.down.add(urls.a);
    it.sync.start();
    await it.clock.pass(60_000);
    expect([it.sync.quiet(box.address), box.quiets]).toEqual([false, 0]);
    it.down.delete(urls.a);
    await it.clock.pass(61_000);
    expect(it.sync.quiet(box.address)).toBe(true);
    it.down.add(urls.a);
    it.relays.a.cutAll();
    await turns();
    expect(it.sync.quiet(box.address)).toBe(false);
  });
});
