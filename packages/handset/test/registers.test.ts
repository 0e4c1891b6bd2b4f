import { afterEach, describe, expect, test } from 'vitest';
import { handsetLimits } from '../src/limits.ts';
import { net, urls } from './net-fixture.ts';
import type { Net } from './net-fixture.ts';
import { turns } from './step-clock.ts';
import type { TinyRelay } from './tiny-relay.ts';

const open: Net[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ stop }) => stop()));
});
async function join(): Promise<Net> {
  const made = await net({ homes: [urls.a, urls.b] });
  open.push(made);
  return made;
}
const token = new Uint8Array(32).fill(3);
const body = (value: number): Uint8Array => Uint8Array.of(value);
const all = [urls.a, urls.b, urls.c];
const held = (relay: TinyRelay): readonly string[] => [...relay.registers().values()].flat();
/** The outcome as a value, so that it can be looked at before it is there. */
function watch<T>(wanted: Promise<T>): { outcome: unknown; isThere: boolean } {
  const seen: { outcome: unknown; isThere: boolean } = { outcome: undefined, isThere: false };
  wanted.then(
    (outcome) => Object.assign(seen, { outcome, isThere: true }),
    (outcome: unknown) => Object.assign(seen, { outcome, isThere: true }),
  );
  return seen;
}

describe('registering at several relays', () => {
  test('is done at the first that can be reached, and tells what came before', async () => {
    const it = await join();
    const { stopping } = it.engine;
    expect(await it.sync.register(all, token, body(1), 60, stopping)).toMatchObject({
      relay: urls.a,
      position: 0,
      before: [],
      full: false,
    });
    expect(await it.sync.register(all, token, body(2), 60, stopping)).toMatchObject({
      position: 1,
      before: [body(1)],
    });
    expect(await it.sync.register(all, token, body(1), 60, stopping)).toMatchObject({
      position: 0,
    });
    expect([held(it.relays.b), held(it.relays.c)]).toEqual([[], []]);
  });

  test('waits for the first one a while before the next is tried', async () => {
    const it = await join();
    it.down.add(urls.a);
    const seen = watch(it.sync.register(all, token, body(1), 60, it.engine.stopping));
    await it.clock.pass(handsetLimits.registerFailoverMs - 1);
    expect(seen.isThere).toBe(false);
    expect(held(it.relays.b)).toEqual([]);
    await it.clock.pass(1);
    await turns();
    expect(seen.outcome).toMatchObject({ relay: urls.b, position: 0 });
  });

  test('stays with the first one when it comes back in time', async () => {
    const it = await join();
    it.down.add(urls.a);
    const seen = watch(it.sync.register(all, token, body(1), 60, it.engine.stopping));
    await it.clock.pass(2_000);
    it.down.delete(urls.a);
    await it.clock.pass(handsetLimits.registerFailoverMs / 2);
    expect(seen.outcome).toMatchObject({ relay: urls.a, position: 0 });
  });

  test('asks the same one again when the connection ends before its answer', async () => {
    const it = await join();
    let asked = 0;
    it.relays.a.lies.answer = (frame, answer) => {
      if (frame.kind !== 'register' || asked++ > 0) return answer;
      queueMicrotask(() => it.relays.a.cutAll());
      return 'silence';
    };
    const seen = watch(it.sync.register(all, token, body(1), 60, it.engine.stopping));
    await it.clock.pass(handsetLimits.registerFailoverMs - 1);
    expect(seen.outcome).toMatchObject({ relay: urls.a, position: 0 });
    expect(held(it.relays.b)).toEqual([]);
  });

  test('goes on when one refuses, and tells the refusal when all do', async () => {
    const it = await join();
    const no: TinyRelay['lies']['instead'] = (frame) =>
      frame.kind === 'register'
        ? { kind: 'refused', id: frame.id, code: 'RATE', retryAfterMs: 0 }
        : undefined;
    it.relays.a.lies.instead = no;
    const { stopping } = it.engine;
    expect(await it.sync.register(all, token, body(1), 60, stopping)).toMatchObject({
      relay: urls.b,
    });
    it.relays.b.lies.instead = no;
    await expect(
      it.sync.register([urls.a, urls.b], token, body(1), 60, stopping),
    ).rejects.toMatchObject({ code: 'RELAY_REFUSED', retryable: true });
  });

  test('fails when none can be reached, and stops when it is told to', async () => {
    const it = await join();
    for (const relay of all) it.down.add(relay);
    const { stopping } = it.engine;
    const seen = watch(it.sync.register(all, token, body(1), 60, stopping));
    await it.clock.pass(2 * handsetLimits.registerFailoverMs + 1_000);
    expect(seen.outcome).toMatchObject({ code: 'LINK_UNREACHABLE', retryable: true });
    const abort = new AbortController();
    const stopped = watch(it.sync.register(all, token, body(1), 60, abort.signal));
    abort.abort(new Error('Enough.'));
    await turns();
    expect(stopped.outcome).toBe(abort.signal.reason);
  });
});

describe('looking up at several relays', () => {
  test('gives what each has, in order, and leaves out who cannot be reached', async () => {
    const it = await join();
    const { stopping } = it.engine;
    await it.sync.register([urls.a], token, body(1), 60, stopping);
    await it.sync.register([urls.c], token, body(2), 60, stopping);
    expect(await it.sync.lookup(all, token, stopping)).toEqual([
      { relay: urls.a, bodies: [body(1)] },
      { relay: urls.b, bodies: [] },
      { relay: urls.c, bodies: [body(2)] },
    ]);
    it.down.add(urls.a);
    it.relays.a.cutAll();
    await turns();
    const found = await it.sync.lookup(all, token, stopping);
    expect(found.map(({ relay }) => relay)).toEqual([urls.b, urls.c]);
  });

  test('leaves out who does not answer, after a while', async () => {
    const it = await join();
    it.relays.a.lies.answer = (frame, answer) => (frame.kind === 'lookup' ? 'silence' : answer);
    const seen = watch(it.sync.lookup(all, token, it.engine.stopping));
    await it.clock.pass(handsetLimits.registerFailoverMs);
    expect(seen.outcome).toMatchObject([{ relay: urls.b }, { relay: urls.c }]);
  });

  test('fails when none answers', async () => {
    const it = await join();
    for (const relay of all) it.down.add(relay);
    await expect(it.sync.lookup(all, token, it.engine.stopping)).rejects.toMatchObject({
      code: 'LINK_UNREACHABLE',
    });
  });
});

describe('a session with any of several relays', () => {
  test('is with the first that gives one in time', async () => {
    const it = await join();
    const { stopping } = it.engine;
    expect((await it.sync.sessionAny(all, stopping)).relay).toBe(urls.a);
    it.down.add(urls.a);
    it.relays.a.cutAll();
    it.relays.b.lies.answer = (frame, answer) => (frame.kind === 'hello' ? 'silence' : answer);
    await turns();
    const seen = watch(it.sync.sessionAny(all, stopping));
    await it.clock.pass(handsetLimits.sessionTryMs - 1);
    expect(seen.isThere).toBe(false);
    await it.clock.pass(1);
    await turns();
    expect(seen.outcome).toMatchObject({ relay: urls.c });
  });
});
