import { readFileSync } from 'node:fs';
import type { BackupSeal } from '@sotto/handset';
import { cliError } from '../error.ts';
import type { Options } from '../options.ts';

/** Who is to open a backup, as the options say. @throws CLI_USAGE */
export function sealOf({ backupPassphraseFile, recipients, paperKey }: Options): BackupSeal {
  const given = [backupPassphraseFile !== undefined, recipients.length > 0, paperKey];
  if (given.filter(Boolean).length !== 1)
    throw cliError(
      'CLI_USAGE',
      'A backup is opened by one of these: --paper-key, --backup-passphrase-file FILE, --recipient AGE.',
    );
  if (backupPassphraseFile !== undefined) return { passphrase: firstLine(backupPassphraseFile) };
  return paperKey ? { paperKey } : { recipients };
}

/** At the relay a backup is for the key on paper: nobody else would find it there. @throws CLI_USAGE */
export function requirePaper({ backupPassphraseFile, recipients }: Options): void {
  if (backupPassphraseFile === undefined && recipients.length === 0) return;
  throw cliError(
    'CLI_USAGE',
    'At the relay a backup is for the key on paper. With a passphrase or a recipient, name a file.',
  );
}

/** What opens a backup. @throws CLI_USAGE */
export function keyOf({
  backupPassphraseFile,
  identityFile,
}: Options): { readonly passphrase: string } | { readonly identity: string } {
  if (backupPassphraseFile !== undefined) return { passphrase: firstLine(backupPassphraseFile) };
  if (identityFile !== undefined) return { identity: firstLine(identityFile) };
  throw cliError(
    'CLI_USAGE',
    'It takes --backup-passphrase-file FILE or --identity-file FILE; with a paper key, use sotto recover.',
  );
}

/** The first line that is no comment, as age writes them. @throws CLI_USAGE */
export function firstLine(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw cliError('CLI_USAGE', 'The file with the passphrase or key cannot be read.', { cause });
  }
  return text.split(/\r?\n/).find((line) => line !== '' && !line.startsWith('#')) ?? '';
}
