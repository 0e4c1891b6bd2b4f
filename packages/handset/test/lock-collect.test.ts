import type { MailboxAddress, PostId, RecordChange } from '@sotto/core';
import { afterEach, describe, expect, test } from 'vitest';
import { memoryStore } from '../src/cover/memory-store.ts';
import { handsetLimits } from '../src/limits.ts';
import { openInbox } from '../src/lock/inbox.ts';
import { eventually, meet, passphrase, person, relayUrl, shows } from './handset-fixture.ts';
import type { Person, PersonOptions } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';
import { tinyRelay } from './tiny-relay.ts';
import { hex } from './vault-fixture.ts';

const open: Person[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ vault }) => vault.close()));
});
async function join(options: PersonOptions): Promise<Person> {
  const made = await person(options);
  open.push(made);
  return made;
}

/** Ada, whose store may be watched, and Ben, who writes to her. */
async function story(records: NonNullable<PersonOptions['records']> = {}) {
  const relay = tinyRelay();
  const ada = await join({ relay, name: 'Ada', records });
  const ben = await join({ relay, name: 'Ben' });
  const { ofA, ofB } = await meet(ada, ben);
  await ben.handset.send(ofB, { text: 'before' });
  await shows(ada.handset, ofA, ['before']);
  await Promise.all([ada.handset.settled(), ben.handset.settled()]);
  await eventually(() => relay.unacked() === 0);
  const write = async (...said: readonly string[]): Promise<void> => {
    for (const text of said) await ben.handset.send(ofB, { text });
    await ben.handset.settled();
  };
  return { relay, ada, ben, ofA, ofB, write };
}

async function unlock(who: Person): Promise<void> {
  who.handset = await who.vault.unlock({ passphrase });
}

describe('a handset that is locked and collects', () => {
  test('stores what comes, tells how many envelopes, and shows it in order and once when it is unlocked', async () => {
    const { relay, ada, ofA, write } = await story();
    const told: number[] = [];
    await ada.handset.lock({ collect: true, onCollected: (count) => told.push(count) });
    expect([ada.vault.state, ada.vault.collected()]).toEqual(['locked', 0]);
    await write('one', 'two', 'three');
    await eventually(() => relay.unacked() === 0);
    expect(ada.vault.collected()).toBeGreaterThanOrEqual(3);
    expect(told.at(-1)).toBe(ada.vault.collected());
    ada.weather.down = true;
    await unlock(ada);
    await shows(ada.handset, ofA, ['before', 'one', 'two', 'three']);
    expect(ada.vault.collected()).toBe(0);
    ada.weather.down = false;
    ada.handset.nudge();
    await write('four');
    await shows(ada.handset, ofA, ['before', 'one', 'two', 'three', 'four']);
    const { dropped } = await ada.handset.status();
    expect(Object.values(dropped)).toEqual([0, 0, 0, 0]);
  });

  test('goes on collecting after a wrong passphrase', async () => {
    const { relay, ada, ofA, write } = await story();
    await ada.handset.lock({ collect: true });
    await expect(ada.vault.unlock({ passphrase: 'not the passphrase' })).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    await write('one');
    await eventually(() => relay.unacked() === 0);
    await unlock(ada);
    await shows(ada.handset, ofA, ['before', 'one']);
  });

  test('takes a Welcome that somebody left at an invite', async () => {
    const relay = tinyRelay();
    const [ada, ben] = [await join({ relay, name: 'Ada' }), await join({ relay, name: 'Ben' })];
    const { link } = await ada.handset.createInvite();
    await ada.handset.lock({ collect: true });
    const { id } = await ben.handset.acceptInvite(link);
    await ben.handset.send(id, { text: 'hello' });
    await ben.handset.settled();
    await eventually(() => relay.unacked() === 0);
    await unlock(ada);
    const [made] = await eventually(async () => {
      const all = await ada.handset.conversations();
      return all.length === 1 && all;
    });
    await shows(ada.handset, made!.id, ['hello']);
  });

  test('stores once what its relay delivers again, as an ack was lost', async () => {
    const { relay, ada, ofA, write } = await story();
    await ada.handset.lock({ collect: true });
    relay.lies.instead = (frame) =>
      frame.kind === 'ack' ? { kind: 'done', id: frame.id } : undefined;
    await write('one');
    const count = await eventually(() => ada.vault.collected() > 0 && ada.vault.collected());
    delete relay.lies.instead;
    expect(relay.unacked()).toBeGreaterThan(0);
    relay.cutAll();
    ada.vault.nudge();
    await eventually(() => relay.unacked() === 0);
    expect(ada.vault.collected()).toBe(count);
    await unlock(ada);
    await shows(ada.handset, ofA, ['before', 'one']);
  });

  test('makes no mailbox again that its relay has lost, before it is unlocked', async () => {
    const { relay, ada, ofA, ofB, ben } = await story();
    await ada.handset.lock({ collect: true });
    relay.forgetMailboxes();
    relay.cutAll();
    // Ben's.
    await eventually(() => relay.mailboxes().length === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(relay.mailboxes().length).toBe(1);
    await unlock(ada);
    await eventually(() => relay.mailboxes().length === 2);
    await ben.handset.send(ofB, { text: 'one' });
    await shows(ada.handset, ofA, ['before', 'one']);
  });

  test('writes nothing but new records of one table, and in them neither envelope nor address', async () => {
    const changes: RecordChange[] = [];
    const { relay, ada, write } = await story({
      onWrite: (_, made) => void changes.push(...made),
    });
    await ada.handset.lock({ collect: true });
    changes.length = 0;
    await write('one', 'two');
    await eventually(() => relay.unacked() === 0);
    const puts = changes.flatMap((change) => ('put' in change ? [change] : []));
    expect(puts.length).toBe(changes.length);
    expect(puts.length).toBe(ada.vault.collected());
    expect(new Set(puts.map(({ put }) => hex(put.slice(0, 16)))).size).toBe(1);
    for (const { put, value } of puts) {
      expect(put.length).toBe(24);
      for (const { body } of relay.posts) expect(hex(value)).not.toContain(body.slice(0, 32));
      for (const address of relay.mailboxes())
        expect(hex(put) + hex(value)).not.toContain(address.slice(0, 32));
    }
  });

  test('leaves at the relay what there is no room for, and has all of it once it is unlocked', async () => {
    const { maxCollected } = handsetLimits;
    const { relay, ada, ofA, write } = await story();
    try {
      Object.assign(handsetLimits, { maxCollected: 2 });
      await ada.handset.lock({ collect: true });
      await write('one', 'two', 'three', 'four');
      await eventually(() => ada.vault.collected() === 2);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(ada.vault.collected()).toBe(2);
      expect(relay.unacked()).toBeGreaterThanOrEqual(2);
    } finally {
      Object.assign(handsetLimits, { maxCollected });
    }
    await unlock(ada);
    await shows(ada.handset, ofA, ['before', 'one', 'two', 'three', 'four']);
    await eventually(() => relay.unacked() === 0);
    const { dropped } = await ada.handset.status();
    expect(Object.values(dropped)).toEqual([0, 0, 0, 0]);
  });

  test('loses nothing and shows nothing twice, at whatever write it dies', async () => {
    let dieAt: { write: number; when: 'before' | 'after' } | undefined;
    let writes = 0;
    const hook = (when: 'before' | 'after') => (): void => {
      if (when === 'before') writes += 1;
      if (dieAt?.when === when && dieAt.write === writes) {
        dieAt = undefined;
        throw new Error('The power is cut here.');
      }
    };
    const records = { onWrite: hook('before'), onWritten: hook('after') };
    const { relay, ada, ofA, write } = await story(records);
    const expected = ['before'];
    // Told by a first run, without a death.
    const steps: (typeof dieAt)[] = [undefined];
    for (let step = 0; step < steps.length; step++) {
      writes = 0;
      dieAt = steps[step];
      await ada.handset.lock({ collect: true });
      const said = [`${step} one`, `${step} two`];
      await write(...said);
      expected.push(...said);
      await eventually(() => dieAt !== steps[step] || relay.unacked() === 0);
      // Dead or not, it is a new process that unlocks it.
      const again = async (): Promise<void> => {
        await ada.vault.close().catch(() => {});
        const { handset, vault } = await join({ relay, name: 'Ada', store: ada.store, records });
        Object.assign(ada, { handset, vault });
      };
      await eventually(() =>
        again().then(
          () => true,
          () => false,
        ),
      );
      const isShown = () =>
        shows(ada.handset, ofA, expected).then(
          () => true,
          () => false,
        );
      await eventually(async () => {
        const isDeadNow = steps[step] !== undefined && dieAt === undefined;
        const texts = await ada.handset.history(ofA, { limit: 200 }).catch(() => undefined);
        if (isDeadNow && texts === undefined) await again();
        return texts?.messages.length === expected.length;
      });
      expect(await isShown()).toBe(true);
      await ada.handset.settled().catch(() => {});
      if (step === 0)
        for (let each = 1; each <= writes + 1; each++)
          steps.push({ write: each, when: 'before' }, { write: each, when: 'after' });
    }
    expect(steps.length).toBeGreaterThan(8);
    const { dropped } = await ada.handset.status();
    expect(Object.values(dropped)).toEqual([0, 0, 0, 0]);
  }, 120_000);

  test('ends when the duress passphrase closes it for good', async () => {
    const { relay, ada, ofA, write } = await story();
    const duress = 'another passphrase';
    await ada.vault.setDuress({ passphrase, duress });
    await ada.handset.lock({ collect: true });
    await write('what came while it was locked');
    await eventually(() => ada.vault.collected() > 0 && relay.unacked() === 0);
    const decoy = await ada.vault.unlock({ passphrase: duress });
    expect(ada.vault.collected()).toBe(0);
    expect((await decoy.conversations()).map(({ id }) => id)).not.toContain(ofA);
    await write('two');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(relay.unacked()).toBeGreaterThan(0);
  });

  test('ends when the duress passphrase is given to a command, and nothing is opened', async () => {
    const { relay, ada, write } = await story();
    const duress = 'another passphrase';
    await ada.vault.setDuress({ passphrase, duress });
    await ada.handset.lock({ collect: true });
    await write('what came while it was locked');
    await eventually(() => ada.vault.collected() > 0 && relay.unacked() === 0);
    await ada.vault.changePassphrase({ passphrase: duress, newPassphrase: 'one of theirs' });
    expect([ada.vault.state, ada.vault.collected()]).toEqual(['locked', 0]);
    await write('two');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(relay.unacked()).toBeGreaterThan(0);
    await ada.vault.close();
  });

  test('ends with a wipe, and leaves nothing', async () => {
    const changes: RecordChange[] = [];
    const { relay, ada, write } = await story({ onWrite: (_, made) => void changes.push(...made) });
    await ada.handset.lock({ collect: true });
    await write('one');
    await eventually(() => relay.unacked() === 0);
    await ada.vault.wipe();
    expect([ada.vault.state, ada.vault.collected()]).toEqual(['empty', 0]);
    changes.length = 0;
    await write('two');
    expect(changes).toEqual([]);
    expect(relay.unacked()).toBeGreaterThan(0);
  });
});

test('what is collected has no more bytes than there is room for, in one lock or in several', async () => {
  const { maxCollectedBytes } = handsetLimits;
  const body = new Uint8Array(maxCollectedBytes / 256);
  const envelope = {
    ...{ mailbox: crypto.random(32) as MailboxAddress, relay: relayUrl, position: 1, body },
    ...{ postId: crypto.random(16) as PostId, again: false },
  };
  const store = memoryStore();
  const inbox = await openInbox(store);
  const some = (count: number) => Array.from({ length: count }, () => envelope);
  // 256 of them would fit exactly, but for what each costs besides.
  expect(await inbox.put(some(250))).toBe(250);
  expect(await inbox.put(some(10))).toBe(5);
  expect(await (await openInbox(store)).put([envelope])).toBe(0);
});
