import { expect, test } from 'vitest';
import { openTiledTree } from '@sotto/tlog';
import { draftCheckpoint, logFiles, publishCheckpoint, signDraft, tileSource } from '@sotto/actlog';
import { ed25519 } from './keys.ts';
import { followed, lookAt } from './looking.ts';
import { begun, emptyLog, logKeys, TestOperator } from './operator.ts';

test('a log in files can be read by every reader of tiles, and ends with its checkpoint', async () => {
  const operator = await TestOperator.founded();
  const entries = Array.from({ length: 300 }, (_, at) => Uint8Array.of(at & 255, at >> 8));
  const draft = await draftCheckpoint(operator.log, entries, ed25519);
  expect(draft).toMatchObject({ size: 301, isHandover: false, rest: [] });
  const { publication } = await operator.publish(entries);
  if (publication.outcome !== 'published') expect.fail(publication.outcome);
  expect(publication.files.at(-1)?.path).toBe('checkpoint');
  const { size, root } = operator.log.position.head!;
  const tree = await openTiledTree({ size, root }, async (path) => operator.files.get(path));
  const read = [];
  for await (const entry of tree.entries(0, size)) read.push(entry);
  expect(read).toEqual(operator.log.entries);
});

test('a reader between any two files that are written finds the log of before, and then the new one', async () => {
  const operator = await TestOperator.founded();
  await operator.logged(...Array.from({ length: 254 }, () => Uint8Array.of(1)));
  const before = new Map(operator.files);
  const log = await followed(emptyLog(), operator.source());
  const { publication } = await operator.publish([Uint8Array.of(2), Uint8Array.of(3)]);
  if (publication.outcome !== 'published') expect.fail(publication.outcome);
  operator.files.clear();
  for (const [path, bytes] of before) operator.files.set(path, bytes);
  for (const { path, bytes } of publication.files) {
    expect(await lookAt(log, operator.source())).toBe('current');
    expect(await lookAt(emptyLog(), operator.source())).toBe('advanced');
    operator.files.set(path, bytes);
  }
  expect((await followed(log, operator.source())).size).toBe(257);
});

test('nothing is published that readers would refuse', async () => {
  const operator = await TestOperator.founded();
  const entry = await operator.heartbeat();
  const few = await operator.publish([entry], { witnesses: [1] });
  expect(few.publication).toEqual({ outcome: 'refused', reason: 'witnessesTooFew' });
  const early = await operator.publish([entry], {
    cosignedAtSeconds: [begun + 301, begun + 301, begun],
  });
  expect(early.publication).toEqual({ outcome: 'refused', reason: 'ahead' });
  const draft = await draftCheckpoint(operator.log, [entry], ed25519);
  const bare = { text: 'x\n', signatures: [{ name: 'a', keyId: 1, signature: Uint8Array.of(1) }] };
  const options = { ed25519, nowSeconds: begun };
  expect(await publishCheckpoint(draft, bare, options)).toEqual({
    outcome: 'refused',
    reason: 'malformed',
  });
  await expect(signDraft(draft, logKeys[1]!, ed25519)).rejects.toMatchObject({
    code: 'ACT_LOG_INPUT',
  });
  expect(operator.log.size).toBe(1);
});

test('a draft says what its entries come to before anybody signs', async () => {
  const operator = await TestOperator.founded();
  const entries = [await operator.heartbeat(), Uint8Array.of(0xff)];
  const { outcomes } = await draftCheckpoint(operator.log, entries, ed25519);
  expect(outcomes).toMatchObject([{ accepted: true }, { reason: 'ENTRY_MALFORMED' }]);
});

test('a log begins with the founding charter, and is not longer than readers follow', async () => {
  const refused = { code: 'ACT_LOG_INPUT' };
  const operator = await TestOperator.founded();
  await expect(draftCheckpoint(emptyLog(), [], ed25519)).rejects.toMatchObject(refused);
  const junk = Uint8Array.of(1);
  await expect(draftCheckpoint(emptyLog(), [junk], ed25519)).rejects.toMatchObject(refused);
  const long = [new Uint8Array(65_536)];
  await expect(draftCheckpoint(operator.log, long, ed25519)).rejects.toMatchObject(refused);
  const many = Array.from({ length: 65_536 }, () => junk);
  await expect(draftCheckpoint(operator.log, many, ed25519)).rejects.toMatchObject(refused);
  const heavy = Array.from({ length: 513 }, () => new Uint8Array(65_535));
  await expect(draftCheckpoint(operator.log, heavy, ed25519)).rejects.toMatchObject(refused);
});

test('the same tree is published anew when it was cosigned later, and else nothing is written', async () => {
  const operator = await TestOperator.founded();
  const again = await operator.publish([], { atSeconds: begun - 60 });
  expect(again.publication).toMatchObject({ outcome: 'published', files: [] });
  operator.now += 60;
  const later = await operator.publish([]);
  expect(later.publication).toMatchObject({ files: [{ path: 'checkpoint' }] });
  expect(operator.log.position.head!.witnessedAtSeconds).toBe(begun + 60);
});

test('the files of a log that was followed are those that its operator wrote, handovers too', async () => {
  const operator = await TestOperator.founded();
  const early = await followed(emptyLog(), operator.source());
  await operator.logged(await operator.change({ witnessQuorum: 3 }));
  await operator.logged(...Array.from({ length: 300 }, (_, at) => Uint8Array.of(at & 255)));
  const log = await followed(emptyLog(), operator.source());
  const mirror = new Map(logFiles(early, 0).map(({ path, bytes }) => [path, bytes]));
  const source = tileSource(async (path) => mirror.get(path));
  expect(await lookAt(emptyLog(), source)).toBe('advanced');
  const files = logFiles(log, early.size);
  expect(files.at(-1)?.path).toBe('checkpoint');
  for (const { path, bytes } of files) {
    expect(operator.files.get(path)).toEqual(bytes);
    mirror.set(path, bytes);
  }
  expect((await followed(early, source)).rootAt(302)).toEqual(log.rootAt(302));
  expect(logFiles(emptyLog(), 0)).toEqual([]);
});
