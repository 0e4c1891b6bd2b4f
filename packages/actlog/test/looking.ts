import type { ActLog, Follow, LogSource } from '@sotto/actlog';
import { encodeLogPosition, openActLog, parseLogPosition } from '@sotto/actlog';
import { expect } from 'vitest';
import { ed25519 } from './keys.ts';
import { begun } from './operator.ts';

/** What following comes to, in a word. */
export async function lookAt(
  log: ActLog,
  source: LogSource,
  nowSeconds: number = begun + 3_600,
): Promise<string> {
  const followed = await log.follow(source, { ed25519, nowSeconds });
  return followed.outcome === 'refused' ? followed.reason : followed.outcome;
}

/** The log that following leads to. */
export async function followed(
  log: ActLog,
  source: LogSource,
  nowSeconds: number = begun + 3_600,
): Promise<ActLog> {
  const answer: Follow = await log.follow(source, { ed25519, nowSeconds });
  if (!('log' in answer))
    expect.fail(answer.outcome === 'refused' ? answer.reason : answer.outcome);
  return answer.log;
}

/** The same log after a restart. */
export function reopened(log: ActLog): ActLog {
  return openActLog(parseLogPosition(encodeLogPosition(log.position)), log.entries);
}
