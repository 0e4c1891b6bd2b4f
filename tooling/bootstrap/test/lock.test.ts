import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withLock } from '../lock.mjs';

function lockPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'lock');
}

/** A process id that nobody has. */
function deadPid(): string {
  return String(spawnSync(process.execPath, ['--version']).pid);
}

test('only one of many runs works at a time, and the lock is gone afterwards', async () => {
  const path = lockPath();
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    expect(readFileSync(path, 'utf8')).toBe(String(process.pid));
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  await Promise.all(Array.from({ length: 5 }, () => withLock(path, work, { say })));
  expect(most).toBe(1);
  expect(said).toHaveLength(4);
  expect(existsSync(path)).toBe(false);
});

test('a run that waits says who it waits for', async () => {
  const path = lockPath();
  const holder = spawn(process.execPath, ['--eval', 'setTimeout(() => {}, 60_000)']);
  onTestFinished(() => void holder.kill());
  writeFileSync(path, String(holder.pid));
  const said: string[] = [];
  const say = (line: string): void => {
    said.push(line);
    rmSync(path);
  };
  expect(await withLock(path, () => Promise.resolve('done'), { say })).toBe('done');
  expect(said).toEqual([
    `Another run (process ${holder.pid}) is preparing this folder; waiting for it to finish.`,
  ]);
});

test('the lock of a run that died is taken over without a word, by one of many waiters at a time', async () => {
  const path = lockPath();
  writeFileSync(path, deadPid());
  let inside = 0;
  const work = async (): Promise<number> => {
    inside += 1;
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    return inside;
  };
  const runs = Array.from({ length: 5 }, () => withLock(path, work, { say: () => undefined }));
  expect(await Promise.all(runs)).toEqual([0, 0, 0, 0, 0]);
});

test('a lock whose owner is alive but no longer touches it is taken over: the number was used again', async () => {
  const path = lockPath();
  writeFileSync(path, String(process.ppid));
  const options = { say: () => undefined, silentForMs: 1 };
  expect(await withLock(path, () => Promise.resolve('done'), options)).toBe('done');
});

test('work that fails frees the lock', async () => {
  const path = lockPath();
  await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(path)).toBe(false);
});
