import type { Handset } from '@sotto/handset';
import { describe, expect, test } from 'vitest';
import { simulatedPicture } from '../src/index.ts';
import type { SimulatedHandset } from '../src/index.ts';
import { backupOf, backupPassphrase, memoryFile, opened, piecesOf } from './backup-fixture.ts';
import type { MemoryFile } from './backup-fixture.ts';
import { conversationOf, isDirect, pair } from './device-fixture.ts';
import type { Pair } from './device-fixture.ts';
import { agree, history, say, texts } from './group-fixture.ts';

/** Two people who said some things, with a picture. */
async function talked(): Promise<Pair> {
  const made = await pair(1, { throwaways: true });
  const { net, ofAda, ofBen } = made;
  for (const text of ['one', 'two', 'three']) await say(ofAda, text);
  await agree(net, [ofAda, ofBen], ['one', 'two', 'three']);
  const picture = simulatedPicture(new Uint8Array(200_000).fill(7));
  await net.wait(ofAda.who.handset().send(ofAda.id, { pictures: [{ picture }] }));
  await net.until(async () => (await history(ofBen)).length === (await history(ofAda)).length);
  return made;
}

async function restored({ net, ada }: Pair, file: MemoryFile): Promise<SimulatedHandset> {
  const phone = net.restoreDevice(ada, 'New phone', () => ({ from: file.read(), open: opened }));
  await net.wait(phone.start());
  return phone;
}

async function failureOf(job: Promise<unknown>): Promise<unknown> {
  try {
    await job;
    return undefined;
  } catch (error) {
    return (error as { readonly code?: unknown }).code ?? error;
  }
}

describe('a backup', () => {
  test('says before it is made what it would have, and has that', async () => {
    const made = await talked();
    const { ada, net } = made;
    const plan = await ada.handset().backup.plan();
    const count = (part: string): number | undefined =>
      plan.parts.find((each) => each.part === part)?.count;
    expect([count('messages'), count('pictures'), count('contacts')]).toEqual([4, 1, 1]);
    expect(plan.without).toContain('ratchets');
    const file = await net.wait(backupOf(ada));
    expect(file.bytes().length).toBeGreaterThan(200_000);
    expect(new TextDecoder('latin1').decode(file.bytes().slice(0, 22))).toBe(
      'age-encryption.org/v1\n',
    );
    const [backup] = await ada.handset().backup.list();
    expect(backup).toMatchObject({ place: 'file', name: 'backup.age', messages: 4 });
    expect(backup?.bytes).toBe(file.bytes().length);
    net.close();
  });

  test('has no message that is to disappear, and no pictures when it is asked not to', async () => {
    const { net, ada, ben, ofAda, ofBen } = await pair();
    await ada.handset().changeGroup(ofAda.id, { disappearAfterSeconds: 3_600 });
    await net.advance(10_000);
    await say(ofAda, 'gone soon');
    await agree(net, [ofAda, ofBen], ['gone soon']);
    const plan = await ada.handset().backup.plan({ pictures: false });
    expect(plan.without).toEqual(expect.arrayContaining(['disappearing', 'pictures']));
    const file = await net.wait(backupOf(ada));
    const phone = await restored({ net, ada, ben, ofAda, ofBen } as Pair, file);
    const ofPhone = await conversationOf(net, phone, isDirect);
    expect(await texts(ofPhone)).toEqual([]);
    net.close();
  });

  test('has no message that is to be shown once, neither on the side that sent it nor where it waits', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    await net.wait(ada.handset().send(ofAda.id, { text: 'shown and gone', viewOnce: true }));
    await say(ofAda, 'to stay');
    await net.until(async () => (await history(ofBen)).length === 2);
    expect((await history(ofBen)).map(({ body }) => body.kind)).toContain('once');
    for (const { who, id } of [ofAda, ofBen]) {
      const plan = await who.handset().backup.plan();
      expect(plan.without).toContain('disappearing');
      const file = await net.wait(backupOf(who));
      const there = await history({ who, id });
      const staying = there.filter(({ body }) => body.kind !== 'once').length;
      expect(staying).toBe(there.length - 1);
      expect((await who.handset().backup.list())[0]?.messages).toBe(staying);
      const phone = net.restoreDevice(who, `Phone of ${who.name}`, () => ({
        ...{ from: file.read(), open: opened },
      }));
      await net.wait(phone.start());
      const ofPhone = await conversationOf(net, phone, isDirect);
      const bodies = (await history(ofPhone)).map(({ body }) => body.kind);
      // That somebody came back is a line of its own.
      expect(bodies.filter((kind) => kind !== 'event')).toEqual(['text']);
    }
    net.close();
  });

  test('that was cut off at any write goes on where it was, and is whole', async () => {
    const made = await talked();
    const { net, ada } = made;
    for (const when of ['before', 'after'] as const)
      for (let write = 0; write < 3; write++) {
        const file = memoryFile(`${when} ${write}`);
        const options = { to: file, passphrase: backupPassphrase };
        ada.crashAtWrite(when, write);
        await net.wait(failureOf(ada.handset().backup.make(options)));
        ada.crashAtWrite('never');
        if (!ada.isUp()) await net.wait(ada.start());
        await net.wait(ada.handset().backup.make(options));
        const drill = await net.wait(
          ada.handset().backup.drill({ from: file.read(), passphrase: backupPassphrase }),
        );
        expect(drill, `${when} ${write}`).toMatchObject({ isGood: true });
      }
    net.close();
  });

  test('that was cut off is begun anew for another passphrase', async () => {
    const made = await talked();
    const { net, ada } = made;
    const file = memoryFile();
    ada.crashAtWrite('after', 1);
    await net.wait(failureOf(ada.handset().backup.make({ to: file, passphrase: 'the first one' })));
    ada.crashAtWrite('never');
    if (!ada.isUp()) await net.wait(ada.start());
    expect(await ada.handset().backup.unfinished()).toMatchObject({ place: 'file' });
    await net.wait(ada.handset().backup.make({ to: file, passphrase: backupPassphrase }));
    const drill = ada.handset().backup.drill({ from: file.read(), passphrase: backupPassphrase });
    expect(await net.wait(drill)).toMatchObject({ isGood: true });
    net.close();
  });

  test('that is restored and cut off at any write leaves nothing that opens', async () => {
    const made = await talked();
    const { net, ada } = made;
    const file = await net.wait(backupOf(ada));
    ada.crash();
    let isDone = false;
    for (let write = 0; !isDone && write < 20; write++) {
      const phone = net.restoreDevice(ada, `Phone ${write}`, () => ({
        from: file.read(),
        open: opened,
      }));
      phone.crashAtWrite('after', write);
      const failure = await net.wait(failureOf(phone.start()));
      isDone = failure === undefined;
      phone.crashAtWrite('never');
      if (isDone) break;
      const again = await net.wait(failureOf(phone.start()));
      // Cut off behind the last write of the restore, it is a handset; before, it is none, and restores anew.
      if (again === 'BACKUP_CUT_OFF') await net.wait(phone.start());
      const ofPhone = await conversationOf(net, phone, isDirect);
      expect((await texts(ofPhone)).toSorted()).toEqual(['one', 'three', 'two']);
      phone.crash();
    }
    net.close();
  });

  test('goes to the relay in blobs, and comes from there', async () => {
    const made = await talked();
    const { net, ada } = made;
    await net.wait(ada.handset().makeRecoveryKey());
    const backup = await net.wait(ada.handset().backup.make({ to: 'relay', paperKey: true }));
    expect(backup).toMatchObject({ place: 'relay', messages: 4 });
    expect(await net.wait(ada.handset().backup.drill())).toMatchObject({ isGood: true });
    net.close();
  });
});

describe('a drill', () => {
  test('restores the latest backup elsewhere and compares; date and result are kept', async () => {
    const made = await talked();
    const { net, ada } = made;
    const file = await net.wait(backupOf(ada));
    const drill = await net.wait(ada.handset().backup.drill({ from: file.read() }));
    expect(drill.isGood).toBe(true);
    expect((await ada.handset().backup.list())[0]?.drill).toEqual(drill);
    net.close();
  });

  test('of a backup at the relay is made every week by itself', async () => {
    const made = await talked();
    const { net, ada } = made;
    await net.wait(ada.handset().makeRecoveryKey());
    await net.wait(ada.handset().backup.make({ to: 'relay', paperKey: true }));
    await ada.handset().backup.keep(false);
    const drillOf = async () => (await ada.handset().backup.list())[0]?.drill;
    await net.advance(6 * 86_400_000);
    expect(await drillOf()).toBeUndefined();
    await net.advance(86_400_000 + 3_600_000);
    expect(await drillOf()).toMatchObject({ isGood: true });
    net.close();
  }, 120_000);

  const damages: readonly (readonly [string, (bytes: Uint8Array) => Uint8Array, string])[] = [
    [
      'a bit of the payload turned',
      (bytes) => flipped(bytes, bytes.length - 100),
      'BACKUP_DAMAGED',
    ],
    ['its end cut off', (bytes) => bytes.slice(0, -40_000), 'BACKUP_DAMAGED'],
    ['a chunk left out', (bytes) => withoutChunk(bytes), 'BACKUP_DAMAGED'],
    ['nothing in it', () => new Uint8Array(0), 'BACKUP_MALFORMED'],
  ];
  test.each(damages)(
    'of a backup with %s fails, and stays failed until one passes',
    async (_, damage, code) => {
      const made = await talked();
      const { net, ada } = made;
      const file = await net.wait(backupOf(ada));
      const { backup } = ada.handset();
      const bad = await net.wait(backup.drill({ from: piecesOf(damage(file.bytes())) }));
      expect(bad).toMatchObject({ isGood: false, failure: code });
      expect((await backup.list())[0]?.drill).toEqual(bad);
      const good = await net.wait(backup.drill({ from: file.read() }));
      expect((await backup.list())[0]?.drill).toEqual(good);
      expect(good.isGood).toBe(true);
      net.close();
    },
  );

  test('of an earlier backup in the place of the latest fails, though it is whole and has as many messages', async () => {
    const made = await talked();
    const { net, ada, ofAda } = made;
    const earlier = await net.wait(backupOf(ada));
    const last = (await history(ofAda)).findLast(({ body }) => body.kind === 'text');
    await net.wait(ada.handset().edit(ofAda.id, last!.id, 'said in other words'));
    const latest = await net.wait(backupOf(ada));
    const { backup } = ada.handset();
    const words = { passphrase: backupPassphrase };
    const bad = await net.wait(backup.drill({ from: earlier.read(), ...words }));
    expect(bad).toMatchObject({ isGood: false, failure: 'BACKUP_DAMAGED' });
    const good = await net.wait(backup.drill({ from: latest.read(), ...words }));
    expect(good.isGood).toBe(true);
    net.close();
  });

  test('with a wrong passphrase fails, and so does a restore, which leaves nothing', async () => {
    const made = await talked();
    const { net, ada } = made;
    const file = await net.wait(backupOf(ada));
    const { backup } = ada.handset();
    const bad = await net.wait(backup.drill({ from: file.read(), passphrase: 'another one' }));
    expect(bad).toMatchObject({ isGood: false, failure: 'BACKUP_PASSPHRASE_WRONG' });
    const wrong = { passphrase: 'another one' };
    const phone = net.restoreDevice(ada, 'Phone', () => ({ from: file.read(), open: wrong }));
    expect(await net.wait(failureOf(phone.start()))).toBe('BACKUP_PASSPHRASE_WRONG');
    net.close();
  });

  test('of a file that is not here to be read notes nothing', async () => {
    const made = await talked();
    const { net, ada } = made;
    await net.wait(backupOf(ada));
    const { backup }: Handset = ada.handset();
    expect(await net.wait(failureOf(backup.drill()))).toBe('BACKUP_UNREACHABLE');
    expect((await backup.list())[0]?.drill).toBeUndefined();
    net.close();
  });
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= 1;
  return copy;
}

function withoutChunk(bytes: Uint8Array): Uint8Array {
  const start = bytes.length - 3 * 65_552;
  return new Uint8Array([...bytes.slice(0, start), ...bytes.slice(start + 65_552)]);
}
