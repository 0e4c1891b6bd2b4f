import { open, readFile } from 'node:fs/promises';
import type { Crypto } from '@sotto/core';
import type { SignerKey } from '@sotto/tlog';
import { formatSignerKey, parseSignerKey, signerKey } from '@sotto/tlog';
import { witnessError } from './error.ts';

/**
 * The witness's own key, in a file that only its owner may read. Where there is none it is made, under `name`.
 *
 * @param mayCreate false when the witness has cosigned before: then a missing key is a loss, not a first start
 * @throws WITNESS_KEY
 */
export async function openKeyFile(
  path: string,
  name: string | undefined,
  mayCreate: boolean,
  crypto: Crypto,
): Promise<SignerKey> {
  const ed25519 = crypto.signatures.Ed25519;
  const text = await readIfThere(path);
  if (text === undefined) {
    if (!mayCreate) throw fault('The key is gone, and there is a record of what it cosigned.');
    if (name === undefined) throw fault('There is no key yet: say --name to have one made.');
    const made = await attempt(
      'The name cannot be the name of a key.',
      signerKey('cosignature', name, crypto.random(32), ed25519),
    );
    await writeDurably(path, `${formatSignerKey(made)}\n`);
    return made;
  }
  const key = await attempt(
    'The key file is damaged, or of another type.',
    parseSignerKey(text.trimEnd(), ed25519),
  );
  if (key.type !== 'cosignature') throw fault('The key is not one for cosignatures.');
  if (name !== undefined && name !== key.name) throw fault('The key has another name.');
  return key;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw fault('The key file cannot be read.', error);
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await attempt('The key file cannot be written.', open(path, 'wx', 0o600));
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function attempt<T>(message: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw fault(message, cause);
  }
}

function fault(message: string, cause?: unknown): Error {
  return witnessError('WITNESS_KEY', message, cause);
}
