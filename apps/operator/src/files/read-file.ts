import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { isSottoError } from '@sotto/core';
import { operatorError } from '../error.ts';

/** All of a file, or `undefined` when there is none. Never more than `maxBytes` are read. @throws OPERATOR_FILE */
export async function readFileIfThere(
  path: string,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  try {
    await using file = await open(path, 'r');
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length);
      length += bytesRead;
      if (bytesRead === 0) break;
    }
    if (length > maxBytes) throw operatorError('OPERATOR_FILE', `${nameOf(path)} is too long.`);
    return Uint8Array.prototype.slice.call(bytes, 0, length);
  } catch (error) {
    if (isSottoError(error)) throw error;
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw operatorError('OPERATOR_FILE', `${nameOf(path)} cannot be read.`, error);
  }
}

/** @throws OPERATOR_FILE, also when there is none */
export async function readWholeFile(path: string, maxBytes: number): Promise<Uint8Array> {
  const bytes = await readFileIfThere(path, maxBytes);
  if (bytes === undefined) throw operatorError('OPERATOR_FILE', `There is no ${nameOf(path)}.`);
  return bytes;
}

function nameOf(path: string): string {
  return `file "${basename(path)}"`;
}
