import { expect, test } from 'vitest';
import type { RecordChange } from '@sotto/core';
import { createRecordQueue, SottoError } from '@sotto/core';

function put(key: number, bytes: number = 1): RecordChange {
  return { put: Uint8Array.of(key), value: new Uint8Array(bytes) };
}

function keyOf(change: RecordChange): number {
  return ('put' in change ? change.put : change.remove)[0] ?? -1;
}

/** A queue whose commits are written down; a change with key 0 fails with `code`. */
function queueOf(code: string = 'RECORDS_FULL') {
  const commits: number[][] = [];
  const queue = createRecordQueue(
    async (changes) => {
      await Promise.resolve();
      if (changes.some((change) => keyOf(change) === 0)) throw new SottoError(code, 'Refused.');
      commits.push(changes.map(keyOf));
    },
    () => Promise.resolve(),
  );
  return { commits, queue };
}

test('writes that wait together share one commit, in the order of the calls', async () => {
  const { commits, queue } = queueOf();
  await Promise.all([1, 2, 3].map((key) => queue.add([put(key), put(key + 10)])));
  expect(commits).toEqual([[1, 11, 2, 12, 3, 13]]);
});

test('a group ends before 4 MiB and before 1,024 changes, but one write is never split', async () => {
  const { commits, queue } = queueOf();
  const mebibyte = 1024 * 1024;
  await Promise.all([
    queue.add([put(1, 3 * mebibyte)]),
    queue.add([put(2, 2 * mebibyte)]),
    queue.add([put(3, 9 * mebibyte)]),
    queue.add([put(4)]),
  ]);
  expect(commits).toEqual([[1], [2], [3], [4]]);
  commits.length = 0;
  await Promise.all([
    queue.add(Array.from({ length: 1000 }, () => put(1))),
    queue.add(Array.from({ length: 1000 }, () => put(2))),
  ]);
  expect(commits.map((commit) => commit.length)).toEqual([1000, 1000]);
});

test('a write that fails takes no other of its group with it', async () => {
  const { commits, queue } = queueOf();
  const outcomes = await Promise.allSettled([1, 0, 2].map((key) => queue.add([put(key)])));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(commits.flat()).toEqual([1, 2]);
});

test('after RECORDS_BROKEN nothing more is committed, and steps of their own still run', async () => {
  const { commits, queue } = queueOf('RECORDS_BROKEN');
  await queue.add([put(1)]);
  const outcomes = await Promise.allSettled([0, 2].map((key) => queue.add([put(key)])));
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(queue.add([put(3)])).rejects.toMatchObject({ code: 'RECORDS_BROKEN' });
  expect(commits).toEqual([[1]]);
  let ran = false;
  await queue.alone(() => {
    ran = true;
  });
  expect(ran).toBe(true);
});

test('a step of its own runs after all before it and before all behind it', async () => {
  const { commits, queue } = queueOf();
  const seen: number[] = [];
  await Promise.all([
    queue.add([put(1)]),
    queue.alone(async () => {
      seen.push(commits.length);
      await Promise.resolve();
      seen.push(commits.length);
    }),
    queue.add([put(2)]),
  ]);
  expect(seen).toEqual([1, 1]);
  expect(commits).toEqual([[1], [2]]);
});
