import { open } from 'node:fs/promises';
import { terminalError } from './error.ts';

const maxBytes = 4_096;

export interface PassphraseFile {
  readonly passphrase: string;
  /** Others than its owner may read it. */
  readonly exposed: boolean;
}

/**
 * The first line of a file, or of a pipe such as `<(pass show sotto)`. @throws PASSPHRASE_MISSING, FILE_UNUSABLE
 */
export async function readPassphraseFile(path: string): Promise<PassphraseFile> {
  try {
    await using file = await open(path, 'r');
    const facts = await file.stat();
    const bytes = Buffer.alloc(maxBytes);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, maxBytes - length);
      length += bytesRead;
      if (bytesRead === 0) break;
    }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length));
    bytes.fill(0);
    const passphrase = text.split(/\r?\n/, 1)[0] ?? '';
    if (passphrase === '')
      throw terminalError('PASSPHRASE_MISSING', 'The passphrase file is empty.');
    return { passphrase, exposed: facts.isFile() && (facts.mode & 0o077) !== 0 };
  } catch (cause) {
    if (cause instanceof Error && 'retryable' in cause) throw cause;
    throw terminalError('FILE_UNUSABLE', 'The passphrase file cannot be read as text.', { cause });
  }
}
