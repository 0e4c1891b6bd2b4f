import { expect, test } from 'vitest';
import { followed, lookAt, reopened } from './looking.ts';
import { headOf } from './notes.ts';
import { begun, emptyLog, logKeys, TestOperator, vkeys, witnessKeys } from './operator.ts';
import { bundleSource, logKeysOf, parseLogBundle, verifyEvidence } from '@sotto/actlog';
import { ed25519 } from './keys.ts';

const next = { logKey: vkeys(logKeys)[1]!, witnesses: vkeys(witnessKeys.slice(2, 5)) };

/** Four entries; the third gives the log to another key and other witnesses. */
async function handedOver(): Promise<TestOperator> {
  const operator = await TestOperator.founded();
  await operator.logged(await operator.heartbeat(), await operator.change(next));
  await operator.logged(await operator.heartbeat());
  return operator;
}

test('an act that changes the keys is the last under the old ones, and the log goes on under the new', async () => {
  const operator = await handedOver();
  const log = await followed(emptyLog(), operator.source());
  expect(log.size).toBe(4);
  expect(log.position.handovers).toMatchObject([{ size: 3, logKey: vkeys(logKeys)[0] }]);
  expect(log.position.head).toMatchObject({ size: 4, logKey: next.logKey });
  expect(logKeysOf(log.position)).toEqual(vkeys(logKeys).slice(0, 2));
  expect(reopened(log).position).toEqual(log.position);
});

test('what is logged in one go with a handover waits for a checkpoint of its own', async () => {
  const operator = await TestOperator.founded();
  const entries = [
    await operator.heartbeat(),
    await operator.change(next),
    await operator.heartbeat(),
  ];
  const { publication, rest } = await operator.publish(entries);
  expect(publication.outcome).toBe('published');
  expect(operator.log.size).toBe(3);
  expect(rest).toEqual([entries[2]]);
  expect((await followed(emptyLog(), operator.source())).size).toBe(3);
  await operator.logged(...rest);
  expect((await followed(emptyLog(), operator.source())).size).toBe(4);
});

test('it is followed from before, at and behind the handover to the same position', async () => {
  const operator = await TestOperator.founded();
  const kept = [emptyLog(), await followed(emptyLog(), operator.source())];
  await operator.logged(await operator.heartbeat(), await operator.change(next));
  kept.push(await followed(kept.at(-1)!, operator.source()));
  await operator.logged(await operator.heartbeat());
  const end = await followed(emptyLog(), operator.source());
  for (const log of kept)
    expect((await followed(reopened(log), operator.source())).position).toEqual(end.position);
});

test('without the old ones the new have nothing: no note, none of theirs, or one of another tree', async () => {
  const operator = await handedOver();
  const one = await followed(emptyLog(), (await TestOperator.founded()).source());
  const look = (note: Uint8Array | undefined) =>
    lookAt(
      one,
      operator.source((path, bytes) => (path === 'handover/0' ? note : bytes)),
    );
  expect(await look(operator.files.get('handover/0'))).toBe('advanced');
  expect(await look(undefined)).toBe('otherLog');
  expect(await look(Uint8Array.of(1))).toBe('otherLog');
  expect(await look(await headOf(operator.log, { size: 3, logKey: 1 }))).toBe('otherLog');
  expect(await look(await headOf(operator.log, { size: 3, cosigned: [[0, begun]] }))).toBe(
    'otherLog',
  );
  const [inside, outside] = [
    [2, begun],
    [3, begun],
  ] as const;
  expect(await look(await headOf(operator.log, { size: 3, cosigned: [inside, outside] }))).toBe(
    'otherLog',
  );
  expect(await look(await headOf(operator.log, { size: 3, root: new Uint8Array(32) }))).toBe(
    'incomplete',
  );
  expect(await look(await headOf(operator.log, { size: 2 }))).toBe('handoverMissing');
  expect(await look(await headOf(operator.log, { size: 4 }))).toBe('handoverMissing');
});

test('a mirror that has the files of the last head alone is enough', async () => {
  const operator = await handedOver();
  for (const path of operator.files.keys())
    if (/^tile.*[.]p/.test(path) && !path.endsWith('.p/4')) operator.files.delete(path);
  expect((await followed(emptyLog(), operator.source())).size).toBe(4);
});

test('who had the log cannot go on with it behind the act that gave it away', async () => {
  const operator = await handedOver();
  const old = await headOf(operator.log);
  const source = (handover: Uint8Array | undefined) =>
    operator.source((path, bytes) =>
      path === 'checkpoint' ? old : path === 'handover/0' ? handover : bytes,
    );
  expect(await lookAt(emptyLog(), source(undefined))).toBe('handoverMissing');
  expect(await lookAt(emptyLog(), source(operator.files.get('handover/0')))).toBe('otherLog');
});

test('keys that are given away and back are handed over twice', async () => {
  const operator = await handedOver();
  const back = { logKey: vkeys(logKeys)[0]!, witnesses: vkeys(witnessKeys.slice(0, 3)) };
  await operator.logged(await operator.change(back), await operator.heartbeat());
  const log = await followed(emptyLog(), operator.source());
  expect(log.size).toBe(6);
  expect(log.position.handovers.map(({ size }) => size)).toEqual([3, 5]);
  // The present keys are those of before the first handover, so its note is all that shows where it was.
  const without = (path: string) =>
    operator.source((at, bytes) => (at === path ? undefined : bytes));
  expect(await lookAt(emptyLog(), without('handover/0'))).toBe('handoverMissing');
  expect(await lookAt(emptyLog(), without('handover/3'))).toBe('otherLog');
  const instead = async (change: Parameters<typeof headOf>[1]) => {
    const note = await headOf(operator.log, change);
    return operator.source((at, bytes) => (at === 'handover/0' ? note : bytes));
  };
  const other = await instead({ size: 3, root: new Uint8Array(32) });
  expect(await lookAt(emptyLog(), other)).toBe('handoverMissing');
  const elsewhere = await instead({ size: 4, root: operator.log.rootAt(3) });
  expect(await lookAt(emptyLog(), elsewhere)).toBe('handoverMissing');
});

test.for([
  ['the log key', { logKey: next.logKey }],
  ['one witness', { witnesses: vkeys([0, 1, 4].map((index) => witnessKeys[index]!)) }],
  ['a witness more', { witnesses: vkeys(witnessKeys.slice(0, 4)) }],
  ['a witness less', { witnesses: vkeys(witnessKeys.slice(0, 2)) }],
  ['the quorum', { witnessQuorum: 1 }],
] as const)('a change of %s alone is a handover', async ([, change]) => {
  const operator = await TestOperator.founded();
  await operator.logged(await operator.change(change), await operator.heartbeat());
  expect(operator.log.position.handovers).toMatchObject([{ size: 2 }]);
});

test('the new keys cannot have what is before the act that gave them the log', async () => {
  const operator = await handedOver();
  const one = await followed(emptyLog(), (await TestOperator.founded()).source());
  const cosigned = [2, 3, 4].map((witness) => [witness, begun] as const);
  const early = await headOf(operator.log, { size: 2, logKey: 1, cosigned });
  const source = operator.source((path, bytes) => (path === 'checkpoint' ? early : bytes));
  expect(await lookAt(one, source)).toBe('otherLog');
});

test('a tree that a former log key signed behind its last act is no evidence by itself', async () => {
  const operator = await handedOver();
  const other = await headOf(operator.log, { root: new Uint8Array(32) });
  const source = operator.source((path, bytes) => (path === 'checkpoint' ? other : bytes));
  expect(await lookAt(operator.log, source)).toBe('unsigned');
});

test('the order of the witnesses is no handover, and neither is a charter that leaves keys and quorum', async () => {
  const operator = await TestOperator.founded();
  const witnesses = vkeys(witnessKeys.slice(0, 3)).toReversed();
  await operator.logged(await operator.change({ witnesses }), await operator.heartbeat());
  await operator.logged(await operator.change({ name: 'Tea' }), await operator.heartbeat());
  expect(operator.log.position.handovers).toEqual([]);
});

test('the new quorum holds from the entry behind the handover on', async () => {
  const operator = await TestOperator.founded();
  await operator.logged(await operator.change({ witnessQuorum: 3 }));
  const { publication } = await operator.publish([await operator.heartbeat()], {
    witnesses: [0, 1],
  });
  expect(publication).toEqual({ outcome: 'refused', reason: 'witnessesTooFew' });
});

test('the same tree can be signed anew by the new keys, and the old head of it is then an older one', async () => {
  const operator = await TestOperator.founded();
  await operator.logged(await operator.change(next));
  const before = operator.files.get('checkpoint')!;
  await operator.logged();
  const log = await followed(emptyLog(), operator.source());
  expect(log.position.head).toMatchObject({ size: 2, logKey: next.logKey });
  const old = operator.source((path, bytes) => (path === 'checkpoint' ? before : bytes));
  expect(await lookAt(log, old)).toBe('behind');
});

test('a handover is found while an entry before it is held for its time', async () => {
  const operator = await TestOperator.founded();
  const ahead = await operator.entry('heartbeat', {}, begun + 1_000);
  operator.now = begun + 1_000;
  const entries = [ahead, await operator.change(next)];
  operator.now = begun;
  await operator.publish(entries);
  const held = await followed(emptyLog(), operator.source());
  expect(held).toMatchObject({ size: 3, position: { state: { next: 1 } } });
  expect(held.position.handovers).toHaveLength(1);
  operator.now = begun + 1_000;
  await operator.logged(await operator.heartbeat());
  const log = await followed(reopened(held), operator.source());
  expect(log).toMatchObject({ size: 4, position: { state: { next: 4 } } });
  expect(log.position).toEqual((await followed(emptyLog(), operator.source())).position);
});

test('a bundle brings the handovers that it passes', async () => {
  const operator = await handedOver();
  const one = await followed(emptyLog(), (await TestOperator.founded()).source());
  const bundle = parseLogBundle(operator.log.bundle(one.size, 100_000));
  expect(bundle.handovers).toHaveLength(1);
  const log = await followed(one, bundleSource(bundle));
  expect(log.position).toEqual(operator.log.position);
});

test('a private history behind a handover that the old log key signed twice is evidence against it', async () => {
  const operator = await handedOver();
  const log = await followed(emptyLog(), operator.source());
  const fork = await TestOperator.founded();
  await fork.logged(await fork.change({ ...next, name: 'Another' }));
  for (let more = 0; more < 4; more += 1) await fork.logged(await fork.heartbeat());
  const answer = await log.follow(fork.source(), { ed25519, nowSeconds: begun });
  if (answer.outcome !== 'equivocation') expect.fail(answer.outcome);
  expect(await verifyEvidence(answer.evidence, vkeys(logKeys)[0]!, ed25519)).toBe(true);
  expect(await verifyEvidence(answer.evidence, next.logKey, ed25519)).toBe(false);
});

test('a log that was handed over more than 256 times is not followed', async () => {
  const operator = await TestOperator.founded();
  for (let turn = 0; turn < 256; turn += 1)
    await operator.logged(await operator.change({ witnessQuorum: turn % 2 === 0 ? 1 : 2 }));
  expect((await followed(emptyLog(), operator.source())).position.handovers).toHaveLength(256);
  const { publication } = await operator.publish([await operator.change({ witnessQuorum: 1 })]);
  expect(publication).toEqual({ outcome: 'refused', reason: 'tooLong' });
});
