import type { Handset, Vault } from '@sotto/handset';
import { expect, test } from 'vitest';
import { hold } from '../src/local/held.ts';
import type { NoticeRow } from '../src/output/row.ts';

test('who waits for a locked handset to be unlocked waits no more when it was wiped from afar, and is told', async () => {
  const told: NoticeRow[] = [];
  const vault = { state: 'locked' } as Vault;
  const held = hold(vault, {} as Handset, (row) => void told.push(row));
  const { signal } = new AbortController();
  const waiting = held.next(signal);
  held.wipedFromAfar();
  expect(await waiting).toBeUndefined();
  expect(await held.next(signal)).toBeUndefined();
  expect(told).toEqual([
    { type: 'notice', code: 'wiped', message: expect.stringContaining('wiped from afar') },
  ]);
});

test('whoever uses a handset, locked or not, has it look whether it was reported lost', () => {
  let looked = 0;
  const vault = { state: 'locked', nudge: () => void (looked += 1) } as Partial<Vault> as Vault;
  hold(vault, {} as Handset, () => undefined).used();
  expect(looked).toBe(1);
});
