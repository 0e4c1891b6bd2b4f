import { expect, test } from 'vitest';
import type { Evidence } from '@sotto/actlog';
import { compareHead, encodeEvidence, parseEvidence, verifyEvidence } from '@sotto/actlog';
import { ed25519 } from './keys.ts';
import { followed, lookAt } from './looking.ts';
import { headOf } from './notes.ts';
import { begun, emptyLog, logKeys, TestOperator, vkeys } from './operator.ts';

const [logKey, otherKey] = vkeys(logKeys) as readonly [string, string];
const advice = async (operator: TestOperator, text: string) =>
  operator.entry('notice', {
    grade: 'advice',
    texts: [{ language: 'en', text }],
    expiresAtSeconds: begun + 3_600,
    replaces: null,
  });

/** Two logs with one entry in common, of `ours` and `theirs` entries, both signed by all. */
async function twoLogs(ours: number, theirs: number) {
  const one = await TestOperator.founded();
  const two = one.fork();
  for (let at = 1; at < ours; at += 1) await one.logged(await advice(one, `one ${at}`));
  for (let at = 1; at < theirs; at += 1) await two.logged(await advice(two, `two ${at}`));
  return { one, two, log: await followed(emptyLog(), one.source()) };
}

async function evidenceOf(ours: number, theirs: number): Promise<Evidence> {
  const { two, log } = await twoLogs(ours, theirs);
  const answer = await log.follow(two.source(), { ed25519, nowSeconds: begun });
  if (answer.outcome !== 'equivocation') expect.fail(answer.outcome);
  return answer.evidence;
}

test.for([
  ['of the same size', 4, 4],
  ['that is smaller', 6, 3],
  ['that is larger', 3, 7],
  ['that is larger by one', 2, 3],
] as const)('a second log %s is seen and proven to anybody', async ([, ours, theirs]) => {
  const evidence = await evidenceOf(ours, theirs);
  const told = parseEvidence(encodeEvidence(evidence));
  expect(told).toEqual(evidence);
  expect(await verifyEvidence(told, logKey, ed25519)).toBe(true);
  expect(await verifyEvidence(told, otherKey, ed25519)).toBe(false);
});

test('the log key alone is enough for evidence, with no witness', async () => {
  const { one, two, log } = await twoLogs(4, 3);
  const unwitnessed = await headOf(two.log, { cosigned: [] });
  const source = one.source((path, bytes) => (path === 'checkpoint' ? unwitnessed : bytes));
  expect(await lookAt(log, source)).toBe('equivocation');
});

test('a tree of somebody else is no evidence', async () => {
  const { one, two, log } = await twoLogs(4, 3);
  for (const change of [{ logKey: null }, { logKey: 1 }, { origin: 'elsewhere.example' }]) {
    const head = await headOf(two.log, change);
    const source = one.source((path, bytes) => (path === 'checkpoint' ? head : bytes));
    expect(await lookAt(log, source)).toBe('unsigned');
  }
});

test('a larger log whose entries are not those of its head is no evidence', async () => {
  const { one, two, log } = await twoLogs(3, 5);
  const head = two.files.get('checkpoint')!;
  await one.logged(await advice(one, 'more'), await advice(one, 'and more'));
  const source = one.source((path, bytes) => (path === 'checkpoint' ? head : bytes));
  expect(await lookAt(log, source)).toBe('incomplete');
});

test('two heads of one honest log are no evidence, whatever is put beside them', async () => {
  const one = await TestOperator.founded();
  const smaller = one.files.get('checkpoint')!;
  for (let at = 1; at < 5; at += 1) await one.logged(await advice(one, `one ${at}`));
  const larger = one.files.get('checkpoint')!;
  const tree = one.log.tree();
  const proof = tree.consistencyProof(1, 5);
  const proven = (evidence: Evidence) => verifyEvidence(evidence, logKey, ed25519);
  expect(await proven({ smaller, larger, otherRoot: tree.root(1), proof })).toBe(false);
  expect(await proven({ smaller, larger, otherRoot: new Uint8Array(32), proof })).toBe(false);
  expect(await proven({ smaller, larger, otherRoot: null, proof: [] })).toBe(false);
  expect(await proven({ smaller: larger, larger, otherRoot: null, proof: [] })).toBe(false);
  expect(await proven({ smaller: larger, larger: smaller, otherRoot: tree.root(1), proof })).toBe(
    false,
  );
});

test('evidence with a head, a root or a proof of something else proves nothing', async () => {
  const evidence = await evidenceOf(3, 7);
  const proven = (change: Partial<Evidence>) =>
    verifyEvidence({ ...evidence, ...change }, logKey, ed25519);
  expect(await proven({})).toBe(true);
  expect(await proven({ otherRoot: null })).toBe(false);
  expect(await proven({ otherRoot: evidence.otherRoot!.with(0, 1) })).toBe(false);
  expect(await proven({ proof: evidence.proof.slice(1) })).toBe(false);
  expect(await proven({ proof: [] })).toBe(false);
  expect(await proven({ smaller: Uint8Array.of(1) })).toBe(false);
  const unsigned = await headOf((await twoLogs(3, 1)).log, { logKey: null });
  expect(await proven({ smaller: unsigned })).toBe(false);
  const { log } = (await twoLogs(3, 7)).two;
  const other = { otherRoot: log.rootAt(3), proof: log.tree().consistencyProof(3, 7) };
  expect(await proven({ larger: await headOf(log), ...other })).toBe(true);
  expect(await proven({ larger: await headOf(log, { logKey: null }), ...other })).toBe(false);
});

test('the head of somebody else is the same, older, newer, another one, or none', async () => {
  const { one, two, log } = await twoLogs(4, 3);
  const compare = async (note: Uint8Array) => {
    const compared = await compareHead(log, note, ed25519);
    if (compared.outcome === 'equivocation')
      expect(await verifyEvidence(compared.evidence, logKey, ed25519)).toBe(true);
    return compared.outcome === 'refused' ? compared.reason : compared.outcome;
  };
  expect(await compare(one.files.get('checkpoint')!)).toBe('same');
  expect(await compare(await headOf(log, { size: 2, logKey: null }))).toBe('older');
  expect(await compare(two.files.get('checkpoint')!)).toBe('equivocation');
  expect(await compare(await headOf(two.log, { logKey: null }))).toBe('unsigned');
  await two.logged(await two.heartbeat(), await two.heartbeat());
  expect(await compare(two.files.get('checkpoint')!)).toBe('newer');
  expect(await compare(new Uint8Array(9))).toBe('malformed');
});
