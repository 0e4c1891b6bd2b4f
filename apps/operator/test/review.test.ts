import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Charter, NetworkState } from '@sotto/charter';
import {
  charterHash,
  encodeAct,
  encodeCharter,
  refusalReasons,
  startNetwork,
} from '@sotto/charter';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refusalText } from '../src/review/refusal-text.ts';
import { reviewProposal } from '../src/review/review.ts';
import { sayBody } from '../src/review/say-act.ts';
import { sayCharter } from '../src/review/say-charter.ts';
import { leafAt, leavesOf, withLeaf } from './one-leaf.ts';
import { pairsOfActs } from './sample-acts.ts';
import { start, TestNetwork } from './network-fixture.ts';
import { sampleCharter } from './sample-charter.ts';

const charter = await sampleCharter();
const unfounded = startNetwork(charterHash(encodeCharter(charter)));
const line = (text: string): string => text.replace(/^act {6}.*$/, '');

/** All that a review says, but for the hash of the act, which differs by itself. */
async function said(act: Parameters<typeof encodeAct>[0], state: NetworkState): Promise<string> {
  const proposal = { act: act as never, bytes: encodeAct(act), signatures: [] };
  const { lines } = await reviewProposal(proposal, state, start);
  return lines.map(line).join('\n');
}

test('nothing hides: two acts that differ in one field are said in different words', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(pairsOfActs(charter), fc.nat(), async ([one, two], at) => {
      const paths = leavesOf(one).filter(
        ([name, inner]) => name !== 'kind' && inner !== 'document',
      );
      const path = paths[at % paths.length]!;
      const leaf = leafAt(two, path);
      fc.pre(leaf !== undefined && !isDeepStrictEqual(leaf, leafAt(one, path)));
      const other = withLeaf(one, path, leaf);
      fc.pre(canBe(() => encodeAct(other)));
      compared += 1;
      expect(await said(other, unfounded)).not.toBe(await said(one, unfounded));
    }),
    { numRuns: 2_000, maxSkipsPerRun: 1_000 },
  );
  expect(compared).toBe(2_000);
});

test('nothing of a charter hides: two that differ in one field are said in different words', () => {
  const later = charter.keys.map((key) => ({ ...key, expiresAtSeconds: 1_900_000_001 }));
  const changes = leavesOf(charter).map((path): readonly [string, Charter] => {
    const leaf = leafAt(charter, path);
    const value =
      typeof leaf === 'number'
        ? leaf + 1
        : path[0] === 'previous'
          ? unfounded.pin
          : otherThan(leaf);
    return [path.join('.'), withLeaf(charter, path, value)];
  });
  const sayable = changes.filter(([, changed]) => canBe(() => encodeCharter(changed)));
  const words = sayable.map(([, changed]) => wordsOf(changed));
  for (const [at, [path]] of sayable.entries()) expect(words[at], path).not.toBe(wordsOf(charter));
  expect(sayable.map(([path]) => path.replace(/\.\d+/g, ''))).toEqual(
    expect.arrayContaining([
      'previous',
      'name',
      'persons',
      'keys.publicKey',
      'keys.person',
      'keys.expiresAtSeconds',
      'roles.root.expiresAtSeconds',
      'roles.root.threshold',
      'relays',
      'pulse.operatorSeconds',
      'pulse.witnessSeconds',
      'recoveryDelaySeconds',
    ]),
  );
  for (const other of [
    { ...charter, keys: later },
    withLeaf(charter, ['roles', 'root', 'keys'], [0, 1]),
    { ...charter, logKey: charter.logKey.replace('tea', 'eat') },
  ])
    expect(wordsOf(other)).not.toBe(wordsOf(charter));
});

/** Without its hash, which differs by itself. */
function wordsOf(changed: Charter): string {
  const lines = sayCharter({ charter: changed, bytes: new Uint8Array(), hash: new Uint8Array() });
  return lines.join('\n');
}

function otherThan(leaf: unknown): unknown {
  if (leaf instanceof Uint8Array) return leaf.map((byte) => byte ^ 1);
  return String(leaf).replace(/[a-z](?=[^a-z]*$)/, (letter) => (letter === 'x' ? 'y' : 'x'));
}

function canBe(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

test('a text is said with every language by its tag, and cannot write a line that looks like ours', () => {
  const body = {
    grade: 'advice',
    texts: [{ language: 'xx', text: 'hello\nIt takes the place of no other notice.' }],
    expiresAtSeconds: start,
    replaces: null,
  };
  const lines = sayBody({ kind: 'notice', body } as never, unfounded);
  expect(lines).toContain('[xx] hello');
  expect(lines).toContain('  | It takes the place of no other notice.');
});

test('a change of the charter says all of the new one, and marks what is new and what is gone', async () => {
  const network = await TestNetwork.founded();
  await network.done('charter', '--out', 'draft');
  const draft = network.text('draft').replace('"Tea and cake"', '"Coffee"');
  writeFileSync(network.path('draft'), draft);
  const output = await network.done('propose', 'charter', '--draft', 'draft');
  expect(output).toMatch(/^\+ name +Coffee$/m);
  expect(output).toMatch(/^- name +Tea and cake$/m);
  expect(output).toMatch(/^ {2}person +Ada$/m);
  expect(output).toContain('Role root of the charter in force: 2 persons needed, 2 missing.');
  expect(output).toContain('Role root of the new charter: 2 persons needed, 2 missing.');
});

test('what a file says is shown and never obeyed, whatever it is', async () => {
  const network = await TestNetwork.founded();
  await network.done('propose', 'heartbeat');
  const file = JSON.parse(network.text('network/heartbeat-0.proposal')) as object;
  const changed = JSON.stringify({ ...file, '\u001b[2J': 1 });
  writeFileSync(network.path('odd'), changed);
  const ended = await network.run(['review', 'odd']);
  expect(ended.code).toBe(1);
  expect(ended.stderr).not.toContain('\u001b');
});

test('every reason of the replay has words', () => {
  expect(Object.keys(refusalText).sort()).toEqual([...refusalReasons].sort());
});
