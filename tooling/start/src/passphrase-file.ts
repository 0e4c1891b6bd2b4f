import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Echo's own passphrase, made once: a program cannot remember one. Only this user may read the file. */
export function ensurePassphraseFile(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
}
