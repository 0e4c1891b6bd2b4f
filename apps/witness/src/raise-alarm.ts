import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { actLogLimits } from '@sotto/actlog';
import type { Log } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { alarmsIn } from './alarms.ts';
import { witnessError } from './error.ts';
import { openKeyFile } from './key-file.ts';
import { readLogsFile } from './logs-file.ts';
import type { AlarmOptions } from './options.ts';

/**
 * Raises an alarm to the members of a log's network, or takes it back. A witness that runs on the same folder serves it at once.
 *
 * @throws WITNESS_ALARM, WITNESS_CONFIG, WITNESS_KEY
 */
export async function raiseAlarm(
  options: AlarmOptions,
  nowMs: number,
  log: Log,
): Promise<undefined> {
  // This plugin needs no services.
  const crypto = await createPlugin(nodeCrypto(), {} as never);
  const origins = [...(await readLogsFile(options.logs)).keys()];
  const origin = options.origin ?? (origins.length === 1 ? origins[0] : undefined);
  if (origin === undefined) throw fault('There are several logs: say --origin.');
  if (!origins.includes(origin)) throw fault('This witness does not watch that log.');
  const texts = await readTexts(options.texts);
  const key = await openKeyFile(join(options.data, 'witness.key'), undefined, false, crypto);
  const alarms = alarmsIn(options.data, key, crypto.signatures.Ed25519);
  const { isRaised } = options;
  await alarms.say({ origin, atSeconds: Math.floor(nowMs / 1_000), isRaised, texts });
  log.warn(isRaised ? 'alarm-raised' : 'alarm-lifted', { origin });
}

/** `{ "en": "…", "ar": "…" }`: a text for each language. */
async function readTexts(
  path: string,
): Promise<readonly { readonly language: string; readonly text: string }[]> {
  let read: unknown;
  try {
    if ((await stat(path)).size > actLogLimits.maxAlarmBytes) throw fault('The file is too long.');
    read = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw fault('The file of texts cannot be read, or is no JSON.', cause);
  }
  const texts = Object.entries(read ?? {});
  if (texts.length === 0 || !texts.every(isText))
    throw fault('The file has no text for a language, such as { "en": "Stop." }.');
  return texts.map(([language, text]) => ({ language, text }));
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}

function fault(message: string, cause?: unknown): Error {
  return witnessError('WITNESS_ALARM', message, cause);
}
