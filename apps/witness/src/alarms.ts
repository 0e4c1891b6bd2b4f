import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { alarmPath, parseAlarm, signAlarm } from '@sotto/actlog';
import type { WitnessAlarm } from '@sotto/actlog';
import { isSottoError } from '@sotto/core';
import type { Ed25519, SignerKey } from '@sotto/tlog';
import { witnessError } from './error.ts';

/** The witness's own word to the members of a log's network, one file for each log. No operator has a hand in it. */
export interface Alarms {
  /** What is served under `alarm/<hash>`. Read anew each time: it is raised by another process. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  /** Signs and keeps it, in the place of the last one. @throws WITNESS_ALARM */
  readonly say: (word: Omit<WitnessAlarm, 'witness'>) => Promise<void>;
}

export function alarmsIn(folder: string, key: SignerKey, ed25519: Pick<Ed25519, 'sign'>): Alarms {
  const read = (path: string): Promise<Uint8Array | undefined> => readIfThere(join(folder, path));
  return {
    read,
    say: async (word) => {
      const path = alarmPath(word.origin, key.name);
      const before = await read(path);
      // Members keep the later one, so that this one would be said in vain.
      if (before !== undefined && parseAlarm(before).atSeconds >= word.atSeconds)
        throw fault('The alarm before was signed at this time or later: look at the clock.');
      await mkdir(join(folder, 'alarm'), { recursive: true, mode: 0o700 });
      await replace(join(folder, path), await sign({ ...word, witness: key.name }, key, ed25519));
    },
  };
}

async function sign(
  alarm: WitnessAlarm,
  key: SignerKey,
  ed25519: Pick<Ed25519, 'sign'>,
): Promise<Uint8Array> {
  try {
    return await signAlarm(alarm, key.privateKey, ed25519);
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    throw fault('The texts cannot be shown to members: see docs/limits.md.', cause);
  }
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

function fault(message: string, cause?: unknown): Error {
  return witnessError('WITNESS_ALARM', message, cause);
}
