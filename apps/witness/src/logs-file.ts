import { readFile, stat } from 'node:fs/promises';
import { isSottoError } from '@sotto/core';
import type { VerifierKey } from '@sotto/tlog';
import { parseVerifierKey } from '@sotto/tlog';
import { witnessError } from './error.ts';
import { witnessLimits } from './limits.ts';

/** The keys that each log may sign with, by origin. A checkpoint needs one of them. */
export type WatchedLogs = ReadonlyMap<string, readonly VerifierKey[]>;

/**
 * Reads `{ "logs": [{ "origin": "example.com/log", "keys": ["example.com/log+…"] }] }`.
 *
 * @throws WITNESS_CONFIG, which says what is wrong.
 */
export async function readLogsFile(path: string): Promise<WatchedLogs> {
  let text: string;
  try {
    if ((await stat(path)).size > witnessLimits.maxLogsFileBytes) throw wrong('is too long');
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isSottoError(error)) throw error;
    throw wrong('cannot be read', error);
  }
  return parseLogs(text);
}

/** @throws WITNESS_CONFIG */
export function parseLogs(text: string): WatchedLogs {
  const entries = field(parseJson(text), 'logs');
  if (!Array.isArray(entries) || entries.length === 0) throw wrong('has no "logs", or no log');
  if (entries.length > witnessLimits.maxLogs) throw wrong('has too many logs');
  const logs = new Map<string, readonly VerifierKey[]>();
  for (const [at, entry] of entries.entries()) {
    const [origin, keys] = [field(entry, 'origin'), field(entry, 'keys')];
    const place = `at log ${at + 1}`;
    if (typeof origin !== 'string' || origin === '' || /[\0-\x1f]/.test(origin)) {
      throw wrong(`has no "origin" that can be ${place}`);
    }
    if (logs.has(origin)) throw wrong(`has the origin twice ${place}`);
    if (!Array.isArray(keys) || keys.length === 0 || keys.length > witnessLimits.maxKeysPerLog) {
      throw wrong(`has no "keys", or too many, ${place}`);
    }
    logs.set(
      origin,
      keys.map((key: unknown) => readKey(key, place)),
    );
  }
  return logs;
}

function readKey(key: unknown, place: string): VerifierKey {
  try {
    return parseVerifierKey(String(key));
  } catch (cause) {
    throw wrong(`has a key that is no Ed25519 verifier key ${place}`, cause);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrong('is not JSON', cause);
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function wrong(what: string, cause?: unknown): Error {
  return witnessError('WITNESS_CONFIG', `The file of logs ${what}.`, cause);
}
