import type { NetworkAct } from '@sotto/handset';
import { describe, expect, test } from 'vitest';
import type { Charter } from '../src/network/charter-before.ts';
import { charterBefore } from '../src/network/charter-before.ts';
import { charterChanges } from '../src/network/charter-changes.ts';
import { aCharter } from './fake/charter.ts';

const changes = (part: Partial<Charter>): string =>
  charterChanges(aCharter(), aCharter(part))
    .join('\n')
    .replace(/[\u2066-\u2069]/g, '');

describe('what a charter changes', () => {
  const { roles, keys, pulse } = aCharter();

  test('is told in full of the first one', () => {
    const all = charterChanges(undefined, aCharter())
      .join('\n')
      .replace(/[\u2066-\u2069]/g, '');
    expect(all).toMatch(/Change who may do what: it takes 2 of Amal, Jonas,? and Priya/);
    expect(all).toMatch(/uni\.example watches the log/);
    expect(all).toMatch(/without 1 of the witnesses/);
    expect(all).toMatch(/operators were silent for 1 week, or the witnesses for 1 day/);
    expect(all).not.toMatch(/New:/);
  });

  test('is nothing when all is as it was', () => {
    expect(changes({})).toBe('Nothing that concerns members.');
  });

  test.for<readonly [string, Partial<Charter>, RegExp]>([
    ['a name', { name: 'Haven' }, /^The network is called Haven now\.$/],
    [
      'a threshold',
      { roles: { ...roles, notice: { ...roles.notice, threshold: 3 } } },
      /^Speak to all members: it takes 3 of Amal and Jonas/,
    ],
    [
      'who holds a role',
      { roles: { ...roles, notice: { ...roles.notice, keys: [1, 2] } } },
      /^Speak to all members: it takes 2 of Jonas and Priya/,
    ],
    [
      'until when a role counts',
      { roles: { ...roles, release: { ...roles.release, expiresAtSeconds: 1_950_000_000 } } },
      /^Say which code is genuine: their keys for this count until .*2031.* now\.$/,
    ],
    [
      'a role that can replace lost keys',
      { roles: { ...roles, recovery: roles.root } },
      /^Replace lost keys, after a delay that everybody sees: it takes 2 of Amal/,
    ],
    [
      'somebody’s key',
      { keys: keys.with(2, { ...keys[2]!, publicKey: new Uint8Array(32).fill(9) }) },
      /^With other keys than before: Priya\.$/,
    ],
    ['the key of the log', { logKey: 'log.example+3+other' }, /^The log has another key\.$/],
    [
      'the key of a witness under its old name',
      { witnesses: ['uni.example+33333333+key', 'press.example+22222222+key'] },
      /^uni\.example watches the log\.\nuni\.example watches the log no longer\.$/,
    ],
    ['how many witnesses it takes', { witnessQuorum: 2 }, /^Nothing counts without 2 of/],
    [
      'how long they may be silent',
      { pulse: { ...pulse, operatorSeconds: 31_536_000 } },
      /^You are told when the operators were silent for 365 days/,
    ],
  ])('is told when it is %s, and nothing else is', ([, part, sentence]) => {
    expect(changes(part)).toMatch(sentence);
  });

  test('is told of persons who come and go', () => {
    const persons = ['Amal', 'Jonas', 'Sofía'];
    expect(changes({ persons })).toMatch(/^New: Sofía\.\nNo longer there: Priya\.\n/);
  });

  test('is told when nobody can replace lost keys any more', () => {
    const before = aCharter({ roles: { ...roles, recovery: roles.root } });
    expect(charterChanges(before, aCharter())).toEqual([
      'Replace lost keys, after a delay that everybody sees: nobody can do that any more.',
    ]);
  });
});

describe('the charter in force before an entry', () => {
  const charters = ['first', 'second', 'announced'].map((name) => aCharter({ name }));
  const acts = [
    ['charter', charters[0]],
    ['heartbeat', undefined],
    ['charter', charters[1]],
    ['recovery', charters[2]],
    ['heartbeat', undefined],
    ['recoveryEnd', undefined],
    ['heartbeat', undefined],
  ].map(([kind, charter], entry) => ({
    ...{ entry, kind, loggedAtMs: 0, signedBy: [] },
    act: { kind, body: { document: { charter } } },
  })) as unknown as NetworkAct[];
  const api = {
    acts: async ({ before = Infinity, limit = 1 } = {}) =>
      acts
        .filter(({ entry }) => entry < before)
        .toReversed()
        .slice(0, Math.min(limit, 2)),
  };

  test.for([
    [0, undefined],
    [1, 'first'],
    [2, 'first'],
    [3, 'second'],
    [5, 'second'],
    [6, 'announced'],
  ] as const)('is at entry %i: %s', async ([entry, name]) => {
    expect((await charterBefore(entry, api))?.name).toBe(name);
  });
});
