import {
  mkdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const beatMs = 2_000;
const silentMs = 15_000;
const pollMs = 100;

/**
 * Runs `work` while this process alone holds the lock file. Another run that finds it taken says so and waits.
 * The file holds the owner's process id, and the owner touches it while it works: a lock whose owner is gone, or has
 * not touched it for 15 seconds of our own waiting (a reused process id), is taken over.
 *
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {{ say?: (line: string) => void, silentForMs?: number }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(path, work, options = {}) {
  mkdirSync(dirname(path), { recursive: true });
  await take(
    path,
    options.say ?? ((line) => process.stderr.write(`${line}\n`)),
    options.silentForMs ?? silentMs,
  );
  const beat = setInterval(() => {
    const now = new Date();
    utimesSync(path, now, now);
  }, beatMs);
  const release = () => releaseIfOurs(path);
  process.on('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

/**
 * @param {string} path
 * @param {(line: string) => void} say
 * @param {number} silentForMs
 */
async function take(path, say, silentForMs) {
  let told = false;
  let seenMtime = -1;
  let seenAt = performance.now();
  for (;;) {
    if (createdOurs(path)) return;
    const holder = readHolder(path);
    if (holder === undefined) continue;
    if (holder.mtimeMs !== seenMtime) {
      seenMtime = holder.mtimeMs;
      seenAt = performance.now();
    }
    const silent = performance.now() - seenAt > silentForMs;
    if (!isAlive(holder.pid) || silent) {
      takeAway(path, holder);
      continue;
    }
    if (!told) {
      say(
        `Another run (process ${holder.pid}) is preparing this folder; waiting for it to finish.`,
      );
      told = true;
    }
    await sleep(pollMs);
  }
}

/** @param {string} path */
function createdOurs(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function readHolder(path) {
  try {
    return { pid: Number(readFileSync(path, 'utf8')), mtimeMs: statSync(path).mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Removes a dead owner's lock. Two waiters may both see it dead, and the slower must not remove the lock that the faster
 * has taken meanwhile: so removal happens inside a folder that only one can make, after a second look.
 *
 * @param {string} path
 * @param {{ pid: number, mtimeMs: number }} holder
 */
function takeAway(path, holder) {
  const guard = `${path}.takeover`;
  try {
    mkdirSync(guard);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    removeOldGuard(guard);
    return;
  }
  try {
    const now = readHolder(path);
    if (now?.pid === holder.pid && now.mtimeMs === holder.mtimeMs) unlinkSync(path);
  } finally {
    rmdirSync(guard);
  }
}

/** @param {string} guard */
function removeOldGuard(guard) {
  try {
    if (Date.now() - statSync(guard).mtimeMs > silentMs) rmdirSync(guard);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** @param {string} path */
function releaseIfOurs(path) {
  if (readHolder(path)?.pid === process.pid) unlinkSync(path);
}

/** @param {number} pid */
function isAlive(pid) {
  // An empty file: its owner is between creating and writing, or died there; only silence can tell.
  if (!(pid > 0)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
