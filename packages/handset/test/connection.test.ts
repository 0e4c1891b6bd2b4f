import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { handsetLimits } from '../src/limits.ts';
import { backoffMs } from '../src/sync/relay-line.ts';
import { eventually, meet, person, shows } from './handset-fixture.ts';
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
const online = async ({ handset }: Person) => (await handset.status()).connection === 'online';

describe('waiting between tries', () => {
  test('is anywhere from nothing to a bound that doubles up to a minute, on top of what the relay asks', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(10_000),
        (random, failures, asked) => {
          const wait = backoffMs(random, failures, asked);
          const bound = Math.min(
            handsetLimits.maxBackoffMs,
            handsetLimits.minBackoffMs * 2 ** (failures - 1),
          );
          expect(wait).toBeGreaterThanOrEqual(asked);
          expect(wait).toBeLessThanOrEqual(asked + bound);
        },
      ),
    );
    expect(backoffMs(Uint8Array.of(0, 0, 0, 0), 9, undefined)).toBe(0);
    expect(backoffMs(Uint8Array.of(255, 255, 255, 255), 30, undefined)).toBeGreaterThan(59_000);
  });

  test('is told, and a nudge ends it', async () => {
    const relay = tinyRelay();
    const weather = { down: true };
    const ada = await join({ relay, weather });
    await eventually(() =>
      ada.seen.some(
        (event) =>
          event.type === 'connection' && event.state === 'offline' && event.retryInMs !== undefined,
      ),
    );
    weather.down = false;
    ada.handset.nudge();
    await eventually(() => online(ada));
  });
});

describe('a connection', () => {
  test("on which the relay says that it is leaving is left, and the relay's time is waited for", async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    await eventually(() => online(ada));
    relay.say({ kind: 'leaving', id: 0, retryAfterMs: 900 });
    await eventually(() =>
      ada.seen.some((event) => event.type === 'connection' && (event.retryInMs ?? 0) >= 900),
    );
    await eventually(() => online(ada));
  });

  test('that the relay refuses whole is tried again later', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    await eventually(() => online(ada));
    relay.say({ kind: 'refused', id: 0, code: 'RATE', retryAfterMs: 700 });
    await eventually(() =>
      ada.seen.some((event) => event.type === 'connection' && (event.retryInMs ?? 0) >= 700),
    );
    await eventually(() => online(ada));
  });

  test('that died in silence is noticed after the machine slept', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    await eventually(() => online(ada));
    let pings = 0;
    relay.lies.answer = (frame, answer) =>
      frame.kind === 'lookup' && pings++ === 0 ? 'silence' : answer;
    ada.clock.offsetMs = 3_600_000;
    await eventually(() =>
      ada.seen.some((event) => event.type === 'connection' && event.state === 'offline'),
    );
    await eventually(() => online(ada));
    expect(pings).toBeGreaterThan(0);
  });

  test('that falls silent right after its welcome is given up, and the next one works', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    await ada.handset.createInvite();
    let asked = 0;
    relay.lies.answer = (frame, answer) =>
      frame.kind === 'listen' && asked++ === 0 ? 'silence' : answer;
    relay.cutAll();
    ada.handset.nudge();
    await eventually(() => asked > 1);
    await eventually(() => online(ada));
  });

  test('that is quiet is asked for a sign of life, and kept', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    await eventually(() => online(ada));
    let pings = 0;
    relay.lies.answer = (frame, answer) => {
      if (frame.kind === 'lookup') pings += 1;
      return answer;
    };
    await eventually(() => pings >= 2);
    expect(
      ada.seen.filter((event) => event.type === 'connection' && event.state === 'offline'),
    ).toEqual([]);
  });

  test("another instance's listening is told once and not fought over, until a nudge", async () => {
    const relay = tinyRelay();
    const ada = await join({ relay, name: 'Ada' });
    const ben = await join({ relay, name: 'Ben' });
    const { ofA, ofB } = await meet(ada, ben);
    await ada.handset.send(ofA, { text: 'one' });
    await shows(ben.handset, ofB, ['one']);
    const twin = await join({ relay, store: ben.store.copy() });
    await eventually(() =>
      ben.seen.some((event) => event.type === 'trouble' && event.code === 'MAILBOX_REPLACED'),
    );
    await eventually(() => online(twin));
    await ada.handset.send(ofA, { text: 'two' });
    await shows(twin.handset, ofB, ['one', 'two']);
    expect(twin.seen.some(({ type }) => type === 'trouble')).toBe(false);
    await twin.vault.close();
    await ada.handset.send(ofA, { text: 'three' });
    ben.handset.nudge();
    await eventually(async () =>
      (await ben.handset.history(ofB)).messages.some(
        ({ body }) => body.kind === 'text' && body.text === 'three',
      ),
    );
  });
});
