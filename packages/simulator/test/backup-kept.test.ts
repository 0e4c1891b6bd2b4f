import type { BackupKeeping, RecoveryKey } from '@sotto/handset';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SimulatedHandset } from '../src/index.ts';
import { backupPassphrase, memoryFile } from './backup-fixture.ts';
import { conversationOf, isDirect, pair } from './device-fixture.ts';
import type { Pair } from './device-fixture.ts';
import { agree, say, texts } from './group-fixture.ts';
import type { Person } from './group-fixture.ts';

const hour = 3_600_000;
const day = 24 * hour;

interface Kept extends Pair {
  readonly paper: RecoveryKey;
}

/** Ada has a key on paper, and made a backup for it at the relay. */
async function kept(options: Parameters<typeof pair>[1] = {}): Promise<Kept> {
  const made = await pair(1, options);
  const { net, ada, ofAda, ofBen } = made;
  await say(ofAda, 'one');
  await agree(net, [ofAda, ofBen], ['one']);
  const paper = await net.wait(ada.handset().makeRecoveryKey());
  // Receipts, and the word about the paper key, are over.
  await net.advance(60_000);
  await net.wait(ada.handset().backup.make({ to: 'relay', paperKey: true }));
  return { ...made, paper };
}

async function keepingOf(who: SimulatedHandset): Promise<BackupKeeping> {
  const keeping = await who.handset().backup.keeping();
  if (keeping === undefined) throw new Error('It knows of no paper key.');
  return keeping;
}

/** Lets days pass in which nothing is up; then starts again what was. */
async function sleepFor({ net, relay }: Pair, days: number): Promise<void> {
  const up = net.handsets.filter((each) => each.isUp());
  const isRelayUp = relay.isUp();
  for (const each of up) await net.wait(each.stop());
  if (isRelayUp) await net.wait(relay.stop());
  await net.advance(days * day);
  if (isRelayUp) await net.wait(relay.start());
  for (const each of up) await net.wait(each.start());
}

/** The same, and then everybody has their handset open for two hours. */
async function visitIn(made: Pair, days: number): Promise<void> {
  await sleepFor(made, days);
  await made.net.advance(2 * hour);
}

/** What somebody has who lost everything and is alone with the paper: nobody else sends anything again. */
async function backByPaper({ net, ada, ben, paper }: Kept, name = 'New phone'): Promise<Person> {
  for (const each of [ada, ben]) if (each.isUp()) each.crash();
  const phone = net.recoverDevice(ada, name, () => ({ code: paper.qr }));
  await net.wait(phone.start());
  return conversationOf(net, phone, isDirect);
}

// What makes backups is loaded when it is first needed, in real time, for which virtual time does not wait.
beforeAll(async () => {
  const made = await kept();
  await say(made.ofAda, 'two');
  await visitIn(made, 9);
  made.net.close();
});

describe('a backup at the relay for the paper key', () => {
  test('is there as long as the handset is used now and then, with what was said last', async () => {
    const made = await kept();
    const { net, ada, ofAda, ofBen } = made;
    for (let visit = 0; visit < 5; visit += 1) {
      await visitIn(made, 9);
      if (visit !== 3) continue;
      await say(ofBen, 'two');
      await agree(net, [ofAda, ofBen], ['one', 'two']);
    }
    const { state, isAlarming, goneAtMs = 0 } = await keepingOf(ada);
    expect({ state, isAlarming }).toEqual({ state: 'kept', isAlarming: false });
    expect(goneAtMs).toBeGreaterThan(net.clock.now() + 21 * day);
    expect(await texts(await backByPaper(made))).toEqual(['one', 'two']);
    net.close();
  });

  test('is not made again while nothing changed: the relay is asked to keep what it has', async () => {
    const made = await kept();
    const { net, ada, relay } = made;
    const before = await keepingOf(ada);
    const blobs = new Set(relay.blobs.blobs.keys());
    for (let visit = 0; visit < 5; visit += 1) await visitIn(made, 9);
    const after = await keepingOf(ada);
    expect(after.madeAtMs).toBe(before.madeAtMs);
    expect(after.keptAtMs).toBeGreaterThan((before.keptAtMs ?? 0) + 45 * day);
    // Its header and its body are there as they were, and the list of where they are went with its time.
    const there = [...relay.blobs.blobs.keys()];
    expect(blobs.size).toBe(3);
    expect(there.filter((each) => blobs.has(each))).toHaveLength(2);
    expect(await texts(await backByPaper(made))).toEqual(['one']);
    net.close();
  });

  test('is made again when the relay has lost a part of it', async () => {
    const made = await kept();
    const { net, ada, relay } = made;
    const before = await keepingOf(ada);
    const [largest] = [...relay.blobs.blobs].toSorted(([, a], [, b]) => bytesOf(b) - bytesOf(a));
    relay.blobs.blobs.delete(largest![0]);
    await visitIn(made, 9);
    expect((await keepingOf(ada)).madeAtMs).toBeGreaterThan(before.madeAtMs ?? 0);
    expect(await texts(await backByPaper(made))).toEqual(['one']);
    net.close();
  });

  test('cut off at any write is gone on with, and what was there is found until the new one is', async () => {
    let crashes = 0;
    for (let write = 0; write < 8; write += 1) {
      const made = await kept();
      const { net, ada, ofAda, ofBen } = made;
      await say(ofBen, 'two');
      await agree(net, [ofAda, ofBen], ['one', 'two']);
      await sleepFor(made, 9);
      await net.advance(30_000);
      ada.crashAtWrite(write % 2 === 0 ? 'before' : 'after', write);
      await net.advance(60_000);
      ada.crashAtWrite('never');
      crashes += ada.isUp() ? 0 : 1;
      // Lost right there, or used again.
      if (ada.isUp() || write % 4 < 2) {
        if (!ada.isUp()) await net.wait(ada.start());
        await net.advance(2 * hour);
        expect((await keepingOf(ada)).keptAtMs, `write ${write}`).toBeGreaterThan(
          net.clock.now() - day,
        );
        expect(await texts(await backByPaper(made)), `write ${write}`).toEqual(['one', 'two']);
      } else expect(await texts(await backByPaper(made))).toContain('one');
      net.close();
    }
    expect(crashes).toBeGreaterThan(2);
  });

  test('that a person made and that was cut off before it was noted is noted as soon as it can be', async () => {
    let cutOff = 0;
    for (let write = 0; write < 6; write += 1) {
      const made = await kept();
      const { net, ada, ofAda } = made;
      await say(ofAda, 'two');
      await net.advance(hour);
      ada.crashAtWrite('after', write);
      await net.wait(
        Promise.allSettled([ada.handset().backup.make({ to: 'relay', paperKey: true })]),
      );
      ada.crashAtWrite('never');
      if (!ada.isUp()) await net.wait(ada.start());
      const [whole] = await ada.handset().backup.list();
      if (whole!.madeAtMs > ((await keepingOf(ada)).madeAtMs ?? 0)) {
        cutOff += 1;
        await net.advance(5 * 60_000);
        expect((await keepingOf(ada)).madeAtMs).toBe(whole!.madeAtMs);
        expect(await texts(await backByPaper(made))).toEqual(['one', 'two']);
      }
      net.close();
    }
    expect(cutOff).toBeGreaterThan(0);
  });

  test('is kept as it was when the relay has no room for a new one, which is told, and is said in red after three days', async () => {
    const made = await kept({ limits: { maxBlobStoreBytes: 60_000 } });
    const { net, ada, ofAda } = made;
    const long = 'many words, '.repeat(400);
    for (let count = 0; count < 12; count += 1) await say(ofAda, `${count} ${long}`);
    await visitIn(made, 8);
    const full = await keepingOf(ada);
    expect(full).toMatchObject({ state: 'kept', isAlarming: false });
    expect(full.failure?.code).toBe('RELAY_FULL');
    await sleepFor(made, 8);
    const codes = troublesOf(ada);
    await net.advance(2 * hour);
    expect((await keepingOf(ada)).isAlarming).toBe(true);
    expect(codes()).toContain('BACKUP_NOT_KEPT');
    for (let visit = 0; visit < 4; visit += 1) await visitIn(made, 8);
    expect(await keepingOf(ada)).toMatchObject({ state: 'kept', isAlarming: true });
    expect(await texts(await backByPaper(made))).toEqual(['one']);
    net.close();
  });

  test('is late when the relay was away for three weeks, before it is gone, and is made as soon as it is back', async () => {
    const made = await kept();
    const { net, ada, relay } = made;
    await net.wait(relay.stop());
    await visitIn(made, 19);
    expect(await keepingOf(ada)).toMatchObject({ state: 'kept', isAlarming: false });
    await sleepFor(made, 2);
    const codes = troublesOf(ada);
    await net.advance(2 * hour);
    const late = await keepingOf(ada);
    expect(late).toMatchObject({ state: 'late', isAlarming: true });
    expect(late.goneAtMs).toBeGreaterThan(net.clock.now() + 7 * day);
    expect(codes()).toContain('BACKUP_NOT_KEPT');
    await sleepFor(made, 12);
    expect(await keepingOf(ada)).toMatchObject({ state: 'gone', isAlarming: true });
    await net.wait(relay.start());
    await net.advance(3 * hour);
    const again = await keepingOf(ada);
    expect(again).toMatchObject({ state: 'kept', isAlarming: false });
    expect(again.failure).toBeUndefined();
    expect(await texts(await backByPaper(made))).toEqual(['one']);
    net.close();
  });

  test('is let go when it is not to be kept, and never begun where none was made', async () => {
    const made = await kept();
    const { net, ada, relay } = made;
    await ada.handset().backup.keep(false);
    for (let visit = 0; visit < 4; visit += 1) await visitIn(made, 8);
    expect(await keepingOf(ada)).toMatchObject({ isOn: false, state: 'gone', isAlarming: false });
    expect(relay.blobs.blobs.size).toBe(0);
    net.close();
    const other = await pair();
    expect(await other.ada.handset().backup.keeping()).toBeUndefined();
    await other.net.wait(other.ada.handset().makeRecoveryKey());
    await visitIn(other, 9);
    expect(await keepingOf(other.ada)).toMatchObject({ isOn: false, state: 'none' });
    expect(other.relay.blobs.blobs.size).toBe(0);
    other.net.close();
  });

  test('is kept on by the device that came back by it', async () => {
    const made = await kept();
    const { net, ada, ben, paper } = made;
    await sleepFor(made, 25);
    ada.crash();
    const phone = net.recoverDevice(ada, 'New phone', () => ({ code: paper.qr }));
    await net.wait(phone.start());
    await net.until(async () => (await keepingOf(phone)).isOwn === true, 4 * hour);
    expect(await keepingOf(phone)).toMatchObject({ isOn: true, state: 'kept' });
    phone.crash();
    ben.crash();
    await sleepFor(made, 20);
    const tablet = net.recoverDevice(phone, 'Tablet', () => ({ code: paper.qr }));
    await net.wait(tablet.start());
    expect(await texts(await conversationOf(net, tablet, isDirect))).toEqual(['one']);
    net.close();
  });

  test('is not in the way of a person who makes another one', async () => {
    const made = await kept();
    const { net, ada, ofAda } = made;
    await say(ofAda, 'two');
    await sleepFor(made, 9);
    await net.advance(60_000);
    const file = memoryFile();
    const own = ada.handset().backup.make({ to: file, passphrase: backupPassphrase });
    expect(await net.wait(own)).toMatchObject({ place: 'file' });
    await net.advance(3 * hour);
    expect((await keepingOf(ada)).keptAtMs).toBeGreaterThan(net.clock.now() - day);
    net.close();
  });
});

describe('of several devices of one person', () => {
  test('the one that made the last backup makes the next, and another one when it does not', async () => {
    const made = await kept();
    const { net, ada } = made;
    const tablet = await net.addDevice(ada, 'Tablet');
    await conversationOf(net, tablet, isDirect);
    await net.until(async () => (await tablet.handset().backup.keeping())?.state === 'kept');
    await visitIn(made, 9);
    const first = await keepingOf(ada);
    expect(first).toMatchObject({ isOwn: true });
    expect(first.keptAtMs).toBeGreaterThan(net.clock.now() - day);
    expect(await keepingOf(tablet)).toEqual({ ...first, isOwn: false });
    ada.crash();
    await visitIn(made, 9);
    expect(await keepingOf(tablet)).toMatchObject({ isOwn: false });
    await visitIn(made, 5);
    const second = await keepingOf(tablet);
    expect(second).toMatchObject({ isOwn: true, state: 'kept' });
    expect(second.madeAtMs).toBeGreaterThan(first.madeAtMs ?? 0);
    tablet.crash();
    expect(await texts(await backByPaper(made))).toEqual(['one']);
    net.close();
  });

  test('each may say that it is not to be kept, and all hear it', async () => {
    const { net, ada } = await kept();
    const tablet = await net.addDevice(ada, 'Tablet');
    await net.until(async () => (await tablet.handset().backup.keeping())?.isOn === true);
    await tablet.handset().backup.keep(false);
    await net.until(async () => !(await keepingOf(ada)).isOn);
    net.close();
  });
});

function bytesOf(blob: unknown): number {
  return (blob as { readonly totalBytes: number }).totalBytes;
}

/** What this handset tells the person from now on. */
function troublesOf(who: SimulatedHandset): () => readonly string[] {
  const codes: string[] = [];
  void (async () => {
    try {
      for await (const event of who.handset().events())
        if (event.type === 'trouble') codes.push(event.code);
    } catch {
      // It was locked.
    }
  })();
  return () => codes;
}
