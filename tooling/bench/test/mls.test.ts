import { nodeCrypto } from '@sotto/crypto-node';
import { describe, expect, test } from 'vitest';
import { messageFloor } from '../src/mls/floor/message.ts';
import { interleave, ratio, typical } from '../src/mls/interleave.ts';
import { messageMeasures } from '../src/mls/message-measures.ts';
import { fill, foundWithAll, stateOf, withoutLast } from '../src/mls/ours/group.ts';
import { makePeople } from '../src/mls/ours/measure-group.ts';
import { ours } from '../src/mls/ours/pair.ts';
import { engineOn, nowSeconds } from '../src/mls/ours/people.ts';
import { libsignal } from '../src/mls/peers/libsignal.ts';
import { openmls } from '../src/mls/peers/openmls.ts';
import { tsMls, tsMlsOnOurs } from '../src/mls/peers/ts-mls.ts';

const createCrypto = () => nodeCrypto().create({});

test.each([
  messageFloor,
  ours('ours', 'classical', createCrypto),
  ours('ours, post-quantum', 'post-quantum', createCrypto),
  libsignal,
  openmls,
  tsMls,
  tsMlsOnOurs,
])('$name carries messages both ways', async ({ pair }) => {
  const { sendAtoB, sendBtoA } = await pair();
  for (let count = 0; count < 3; count += 1) {
    const text = new Uint8Array(200).fill(count);
    expect([...(await sendAtoB(text))]).toEqual([...text]);
    expect([...(await sendBtoA(text))]).toEqual([...text]);
  }
});

describe('groups', () => {
  test('a full tree has a key at every parent, and every member follows a commit of any other', async () => {
    const crypto = await createCrypto();
    const mls = engineOn(crypto);
    const people = await makePeople('classical', 8);
    const blank = await foundWithAll(mls, crypto, people);
    expect(blank.state.tree.nodes.filter((node) => node !== undefined)).toHaveLength(8);
    const full = await fill(mls, blank);
    expect(full.state.tree.nodes).not.toContain(undefined);
    const smaller = await withoutLast(mls, full);
    // The removed leaf, and its parent: nobody else is below that, so that no path has it.
    expect(smaller.state.tree.nodes.filter((node) => node === undefined)).toHaveLength(2);
    for (const group of [blank, full, smaller]) {
      for (const [committer] of group.people.entries()) {
        const { message, accepted } = await mls.commit(stateOf(group, committer), { nowSeconds });
        for (const [other] of group.people.entries()) {
          if (other === committer) continue;
          const { state } = await follow(other, message);
          expect(state.confirmationTag).toEqual(accepted.state.confirmationTag);
        }
      }
      async function follow(leafIndex: number, message: Uint8Array) {
        const processed = await mls.process(stateOf(group, leafIndex), message, { nowSeconds });
        if (processed.kind !== 'commit') throw new Error('Not a commit.');
        return processed;
      }
    }
  });
});

describe('measuring', () => {
  test('works take turns, and a turn is the mean of its calls', async () => {
    let now = 0;
    const calls: string[] = [];
    const work = (name: string, ms: number) => async () => {
      calls.push(name);
      now += ms;
    };
    const works = new Map([
      ['a', work('a', 1)],
      ['b', work('b', 3)],
    ]);
    const turns = await interleave(works, { rounds: 2, perRound: 2, warmUp: 1 }, () => now);
    expect(calls.slice(0, 2)).toEqual(['a', 'b']);
    expect(calls).toHaveLength(2 + 8);
    expect(Object.fromEntries(turns)).toEqual({ a: [1_000, 1_000], b: [3_000, 3_000] });
  });

  test('a machine that changes its pace changes no ratio', () => {
    const [work, floor] = [
      [2, 4, 200],
      [1, 2, 100],
    ];
    expect(ratio(work ?? [], floor ?? [])).toBe(2);
    expect(typical(work ?? [])).toBe(4);
  });

  test('ours is held against the floor, and against whichever peer was fastest', () => {
    const results = new Map([
      ['floor', [10]],
      ['ours', [11]],
      ['slow', [22]],
      ['quick', [20]],
    ]);
    const contest = { floor: 'floor', own: 'ours', peers: ['slow', 'quick'], target: 1.15 };
    const measures = messageMeasures(results, contest);
    expect(measures.slice(-2)).toEqual([
      { what: 'ours ÷ floor', value: 1.1, unit: '×', target: 1.15 },
      { what: 'ours ÷ the fastest peer', value: 0.55, unit: '×', target: 1, note: 'quick' },
    ]);
  });
});
