import { describe, expect, test } from 'vitest';
import { handsetLimits } from '../src/limits.ts';
import { loadSeen } from '../src/network/seen.ts';
import { loadTold } from '../src/network/told.ts';
import type { Told } from '../src/network/told.ts';
import { decodeSeen } from '../src/storage/network-record.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { plainStore } from './plain-store.ts';
import type { PlainStore } from './plain-store.ts';

const device = (of: number): Uint8Array => new Uint8Array(32).fill(of % 256).with(0, of >> 8);

async function tell(store: PlainStore, told: Told, of: number, size: number): Promise<void> {
  const tx = beginTransaction(store);
  told.put(tx, device(of), 'log', size);
  await tx.commit();
}

describe('what a device was told', () => {
  test('is remembered over starts, for this size of the log and less, and for nothing else', async () => {
    const store = plainStore();
    const told = await loadTold(store);
    expect(told.has(device(1), 'log', 0)).toBe(false);
    await tell(store, told, 1, 5);
    for (const each of [told, await loadTold(store)]) {
      expect([4, 5, 6].map((size) => each.has(device(1), 'log', size))).toEqual([
        true,
        true,
        false,
      ]);
      expect(each.has(device(1), 'head', 0)).toBe(false);
      expect(each.has(device(2), 'log', 0)).toBe(false);
    }
  });

  test('is not remembered when it could not be stored', async () => {
    const store = plainStore();
    const told = await loadTold(store);
    store.before = () => {
      throw new Error('There is no room.');
    };
    await expect(tell(store, told, 1, 5)).rejects.toThrow('There is no room.');
    expect(told.has(device(1), 'log', 5)).toBe(false);
  });

  test('is remembered of so many devices, and forgotten of the one that was told longest ago', async () => {
    const store = plainStore();
    const told = await loadTold(store);
    for (let of = 0; of <= handsetLimits.maxNetworkTold; of += 1) await tell(store, told, of, 1);
    const again = await loadTold(store);
    expect(again.has(device(0), 'log', 1)).toBe(false);
    expect(again.has(device(1), 'log', 1)).toBe(true);
    expect(again.has(device(handsetLimits.maxNetworkTold), 'log', 1)).toBe(true);
  });
});

test('notices that were read are remembered as long as they stand', async () => {
  const store = plainStore();
  const seen = await loadSeen(store);
  await seen.add(3, [2, 3]);
  await seen.add(2, [2, 3]);
  await seen.add(9, [2, 3]);
  expect([2, 3, 9].map((notice) => (seen.has(notice) ? notice : 0))).toEqual([2, 3, 0]);
  await seen.add(4, [3, 4]);
  const kept = decodeSeen(store.table('network').get('seen')!);
  expect(new Set(kept)).toEqual(new Set([3, 4]));
  expect((await loadSeen(store)).has(2)).toBe(false);
});
