import { labels } from '@sotto/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { decodeLives, encodeLives, livesName, restoredName } from '../src/life/life-record.ts';
import type { LivesRecord } from '../src/life/life-record.ts';
import { leap, leapBytes, nextLife } from '../src/life/life-steps.ts';
import { createLife } from '../src/life/life.ts';
import type { Life } from '../src/life/life.ts';
import { lifeToken } from '../src/life/register-lives.ts';
import { handsetLimits } from '../src/limits.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { net, troublesOf, urls } from './net-fixture.ts';
import type { Net, NetOptions } from './net-fixture.ts';
import { crypto } from './node-crypto.ts';
import type { PlainStore } from './plain-store.ts';
import { turns } from './step-clock.ts';

const { maxFramesPerLife, maxLifeAgeMs, lifeRenewMs, lifeLookMs, lifeGraceMs, maxLivesKept } =
  handsetLimits;
const open: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ stop }) => stop()));
});

interface Living extends Net {
  readonly life: Life;
  /** The outcome, once it is known. */
  told: string | undefined;
  /** How often it was told that the store is an older copy after all. */
  readonly late: () => number;
}

async function live(options: NetOptions = {}, prepare?: (world: Net) => void): Promise<Living> {
  const world = await net(options);
  prepare?.(world);
  world.sync.start();
  const late = { times: 0 };
  const life = createLife(world.engine, world.sync, world.troubles, {
    restored: () => {
      late.times += 1;
    },
  });
  const living: Living = {
    ...world,
    life,
    told: undefined,
    late: () => late.times,
    stop: async () => {
      await world.stop();
      await life.stopped();
    },
  };
  open.push(living);
  life.outcome.then(
    (outcome) => (living.told = outcome),
    () => (living.told = 'stopped'),
  );
  await turns();
  return living;
}

/** Starts again over a store, with the same relays and clock. */
async function again(it: Living, store: PlainStore, options: NetOptions = {}): Promise<Living> {
  const { relays, clock } = it;
  return live({ relays, clock, store, homes: it.homes.relays(), ...options });
}

async function recordOf({ store }: Pick<Net, 'store'>): Promise<LivesRecord> {
  const stored = await store.get(livesName);
  if (stored === undefined) throw new Error('There are no lives.');
  return decodeLives(stored);
}

describe('a start', () => {
  test('is the first, then clean each time, and registers one life at every home', async () => {
    const it = await live({ homes: [urls.a, urls.b] });
    expect([it.told, it.life.isClean()]).toEqual(['first', true]);
    await it.stop();
    const next = await again(it, it.store);
    expect([next.told, next.life.isClean()]).toEqual(['clean', true]);
    expect([it.relays.a.registers().size, it.relays.b.registers().size]).toEqual([2, 2]);
    expect(it.relays.a.registers()).toEqual(it.relays.b.registers());
  });

  test('writes its life before it registers it, and is not known before a relay answers', async () => {
    const it = await live({}, ({ down }) => down.add(urls.a));
    expect((await recordOf(it)).lives).toHaveLength(1);
    await it.clock.pass(600_000);
    expect([it.told, it.life.isClean()]).toEqual([undefined, false]);
    it.down.clear();
    await it.clock.pass(61_000);
    expect(it.told).toBe('first');
  });

  test('rejects only when the handset stops', async () => {
    const it = await live({}, ({ down }) => down.add(urls.a));
    await it.stop();
    expect(it.told).toBe('stopped');
    await expect(it.life.outcome).rejects.toBe(it.engine.stopping.reason);
  });

  test('over an older copy is told, until the conversations have taken it in, and then begins anew', async () => {
    const it = await live();
    await it.stop();
    const copy = it.store.copy();
    await (await again(it, it.store)).stop();
    const restored = await again(it, copy);
    expect([restored.told, restored.life.isClean()]).toEqual(['restored', false]);
    await restored.stop();
    // It was not acknowledged.
    const twice = await again(it, copy);
    expect([twice.told, twice.life.isClean()]).toEqual(['restored', false]);
    const tx = beginTransaction(copy);
    twice.life.acknowledge(tx);
    await tx.commit();
    expect(twice.life.isClean()).toBe(true);
    await twice.stop();
    const healed = await again(it, copy);
    expect(healed.told).toBe('clean');
    await healed.stop();
    // And the other one, had it only been asleep, is clean as well: they count apart.
    expect((await again(it, it.store)).told).toBe('clean');
  });

  test('over a store that is too old for anybody to tell is taken for a copy, also when the clock went back', async () => {
    for (const ms of [maxLifeAgeMs + 1, -maxLifeAgeMs - 1]) {
      const it = await live();
      await it.stop();
      it.clock.jump(ms);
      const late = await again(it, it.store);
      expect(late.told).toBe('restored');
      await late.stop();
    }
    const it = await live();
    await it.stop();
    it.clock.jump(maxLifeAgeMs - 1_000);
    expect((await again(it, it.store)).told).toBe('clean');
  });

  test('trusts a relay that keeps lives for less time only for less time', async () => {
    const days = 86_400_000;
    const brief = (world: Net): void => {
      world.relays.a.lies.answer = (_frame, answer) =>
        answer.kind === 'welcome'
          ? { ...answer, limits: { ...answer.limits, maxTtlSeconds: 6 * 86_400 } }
          : answer;
    };
    const it = await live({}, brief);
    await it.stop();
    it.clock.jump(3 * days);
    const soon = await again(it, it.store);
    expect(soon.told).toBe('clean');
    await soon.stop();
    it.clock.jump(5 * days);
    expect((await again(it, it.store)).told).toBe('restored');
  });

  test('that could not be stored is tried again, and told', async () => {
    const it = await live({}, ({ store }) => {
      let isFull = true;
      store.before = () => {
        if (isFull) {
          isFull = false;
          throw new Error('full');
        }
      };
    });
    expect([it.told, troublesOf(it)]).toEqual([undefined, ['VAULT_BROKEN']]);
    await it.clock.pass(handsetLimits.storeRetryMs);
    expect(it.told).toBe('first');
  });
});

describe('several homes', () => {
  test('are each asked, and one that knows of another copy is believed', async () => {
    const it = await live({ homes: [urls.a, urls.b] });
    await it.stop();
    const copy = it.store.copy();
    // The life that followed is known to one of them alone.
    await (await again(it, it.store, { homes: [urls.b] })).stop();
    expect((await again(it, copy)).told).toBe('restored');
  });

  test('that cannot be reached are waited for a little', async () => {
    const it = await live({ homes: [urls.a, urls.b] }, ({ down }) => down.add(urls.b));
    await it.clock.pass(lifeGraceMs - 1);
    expect(it.told).toBe(undefined);
    await it.clock.pass(1);
    expect(it.told).toBe('first');
  });

  test('that are reached late and know of another copy end the use of ratchets then', async () => {
    const it = await live({ homes: [urls.a, urls.b] });
    await it.stop();
    const copy = it.store.copy();
    await (await again(it, it.store, { homes: [urls.b] })).stop();
    const world = await live(
      { relays: it.relays, clock: it.clock, store: copy, homes: [urls.a, urls.b] },
      ({ down }) => down.add(urls.b),
    );
    await world.clock.pass(lifeGraceMs);
    expect([world.told, world.life.isClean(), world.late()]).toEqual(['clean', true, 0]);
    world.down.clear();
    await world.clock.pass(61_000);
    expect([world.life.isClean(), world.late()]).toEqual([false, 1]);
    const tx = beginTransaction(copy);
    world.life.acknowledge(tx);
    await tx.commit();
    expect(world.life.isClean()).toBe(true);
    expect(await copy.get(restoredName)).toBe(undefined);
  });

  test('that were away hear of the lives that they missed', async () => {
    const it = await live({ homes: [urls.a, urls.b] }, ({ down }) => down.add(urls.b));
    await it.clock.pass(lifeGraceMs);
    await it.stop();
    const next = await live(
      { relays: it.relays, clock: it.clock, store: it.store, homes: [urls.a, urls.b] },
      ({ down }) => down.add(urls.b),
    );
    await next.clock.pass(lifeGraceMs);
    expect(it.relays.b.registers().size).toBe(0);
    next.down.clear();
    await next.clock.pass(61_000);
    expect(it.relays.b.registers()).toEqual(it.relays.a.registers());
    expect(it.relays.b.registers().size).toBe(2);
  });

  test('that are new hear of the lives that are kept', async () => {
    const it = await live();
    it.homes.change([{ relay: urls.a }, { relay: urls.c }]);
    await turns();
    expect(it.relays.c.registers()).toEqual(it.relays.a.registers());
    expect(it.life.isClean()).toBe(true);
  });
});

describe('a relay', () => {
  test('that lost its registers accuses nobody', async () => {
    const it = await live();
    await it.stop();
    it.relays.a.forgetRegisters();
    const next = await again(it, it.store);
    expect(next.told).toBe('clean');
    await next.stop();
    it.relays.a.forgetRegisters();
    expect((await again(it, it.store)).told).toBe('clean');
  });

  test('that says of every life that it is taken makes the handset come back once a start, and not for ever', async () => {
    let asked = 0;
    const it = await live({}, ({ relays }) => {
      relays.a.lies.answer = (frame, answer) => {
        if (frame.kind !== 'register') return answer;
        asked += 1;
        return {
          kind: 'registered',
          id: frame.id,
          position: 1,
          before: [new Uint8Array(32)],
          full: false,
        };
      };
    });
    expect([it.told, asked]).toEqual(['restored', 2]);
  });

  test('that answers nonsense is told and asked again', async () => {
    let asked = 0;
    const it = await live({}, ({ relays }) => {
      relays.a.lies.answer = (frame, answer) => {
        if (frame.kind !== 'register' || asked++ > 0) return answer;
        return { kind: 'registered', id: frame.id, position: 3, before: [], full: false };
      };
    });
    expect([it.told, troublesOf(it)]).toEqual([undefined, ['RELAY_MISBEHAVES']]);
    await it.clock.pass(1_000);
    expect(it.told).toBe('first');
  });
});

describe('while it runs', () => {
  test('a handset begins a new life every seven days, by the clock', async () => {
    const it = await live();
    it.clock.jump(lifeRenewMs - 2 * lifeLookMs);
    await it.clock.pass(lifeLookMs);
    expect((await recordOf(it)).lives).toHaveLength(1);
    await it.clock.pass(2 * lifeLookMs);
    expect((await recordOf(it)).lives).toHaveLength(2);
    expect(it.relays.a.registers().size).toBe(2);
    expect(it.life.isClean()).toBe(true);
    it.clock.jump(lifeRenewMs);
    await it.clock.pass(lifeLookMs);
    expect(it.relays.a.registers().size).toBe(3);
  });

  test('not while no relay has heard of the last one', async () => {
    const it = await live();
    it.down.add(urls.a);
    it.relays.a.cutAll();
    for (let weeks = 0; weeks < 3; weeks++) {
      it.clock.jump(lifeRenewMs);
      await it.clock.pass(lifeLookMs);
    }
    expect((await recordOf(it)).lives).toHaveLength(2);
    it.down.clear();
    await it.clock.pass(61_000);
    expect(it.relays.a.registers().size).toBe(2);
  });

  test('a life that has sent all it may is followed by one that a relay has heard of before more is sent', async () => {
    const it = await live();
    await it.life.spend(maxFramesPerLife - 1);
    await it.life.spend(1);
    expect(it.relays.a.registers().size).toBe(1);
    it.down.add(urls.a);
    it.relays.a.cutAll();
    let isSpent = false;
    void it.life.spend(1).then(() => (isSpent = true));
    await it.clock.pass(600_000);
    expect([isSpent, (await recordOf(it)).lives.length]).toEqual([false, 2]);
    it.down.clear();
    await it.clock.pass(61_000);
    expect([isSpent, it.relays.a.registers().size]).toEqual([true, 2]);
    await it.life.spend(maxFramesPerLife - 1);
    expect(it.relays.a.registers().size).toBe(2);
  });

  test('a life that could not be stored is tried again, and told, and nothing is sent before', async () => {
    const it = await live();
    await it.life.spend(maxFramesPerLife);
    it.store.before = () => {
      it.store.before = undefined;
      throw new Error('full');
    };
    let isSpent = false;
    void it.life.spend(1).then(() => (isSpent = true));
    await turns();
    expect([isSpent, troublesOf(it)]).toEqual([false, ['VAULT_BROKEN']]);
    await it.clock.pass(handsetLimits.storeRetryMs);
    expect([isSpent, it.relays.a.registers().size]).toEqual([true, 2]);
  });

  test('nothing is sent before the outcome is known', async () => {
    const it = await live({}, ({ down }) => down.add(urls.a));
    let isSpent = false;
    const spent = it.life.spend(1).then(() => (isSpent = true));
    await it.clock.pass(60_000);
    expect(isSpent).toBe(false);
    await it.stop();
    await expect(spent).rejects.toBe(it.engine.stopping.reason);
  });

  test('a copy that was restored meanwhile is met at the next life', async () => {
    const it = await live();
    const copy = await live({ relays: it.relays, clock: it.clock, store: it.store.copy() });
    expect(copy.told).toBe('clean');
    await copy.stop();
    it.clock.jump(lifeRenewMs);
    await it.clock.pass(lifeLookMs);
    expect([it.life.isClean(), it.late()]).toEqual([false, 1]);
  });
});

describe('lives on disk', () => {
  test('are what was written, and never more than are kept', () => {
    let record: LivesRecord | undefined;
    for (let number = 1; number <= maxLivesKept + 5; number++)
      record = nextLife(record, crypto.random(16), number);
    record = { ...record!, heard: [{ relay: urls.a, number: 3 }], leaptTo: 2 ** 50 };
    expect(decodeLives(encodeLives(record))).toEqual(record);
    expect(record.lives).toHaveLength(maxLivesKept);
    expect(record.lives.at(-1)?.number).toBe(maxLivesKept + 5);
  });

  test('go on far away after a leap, and never out of bounds', () => {
    let record = nextLife(undefined, crypto.random(16), 0);
    const most = new Uint8Array(leapBytes).fill(255);
    for (let leaps = 0; leaps < 200; leaps++) {
      const before = record.lives[0]!.number;
      record = leap(record, most, 0);
      expect(record.lives[0]!.number - before).toBeGreaterThan(2 ** 24);
    }
    expect(Number.isSafeInteger(record.lives[0]!.number)).toBe(true);
    expect(record.leaptTo).toBe(record.lives[0]!.number);
  });

  test('have tokens that only the device can know', async () => {
    const seed = Uint8Array.from({ length: 32 }, (_, index) => index);
    const token = await lifeToken(crypto, seed, 2 ** 40 + 7);
    expect(token).toHaveLength(32);
    expect(await lifeToken(crypto, seed, 2 ** 40 + 8)).not.toEqual(token);
    expect(await lifeToken(crypto, crypto.random(32), 2 ** 40 + 7)).not.toEqual(token);
    // HKDF-Expand by HMAC: T(1) = HMAC(seed, info || 01).
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(2n ** 40n + 7n);
    const info = Buffer.concat([Buffer.from(labels.lifeToken), counter, Buffer.of(1)]);
    expect(Buffer.from(token)).toEqual(Buffer.from(await crypto.hmac('SHA-256', seed, info)));
  });
});
