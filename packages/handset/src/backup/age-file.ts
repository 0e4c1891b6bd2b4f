import { isSottoError } from '@sotto/core';
import type { Crypto } from '@sotto/core';
import { Decrypter, Encrypter } from 'age-encryption';
import type { Stanza } from 'age-encryption';
import { concat, erase } from '../bytes.ts';
import { handsetError } from '../error.ts';
import { nonceBytes, payloadKey } from './age-stream.ts';
import { backupLimits } from '../backup-limits.ts';

/** Who can open a backup: who knows the passphrase, or has the key of one of the recipients. age knows no file for both. */
export type SealFor =
  | { readonly passphrase: string }
  /** age recipients (`age1…`), at least one. */
  | { readonly recipients: readonly string[] };

/** What opens a backup: its passphrase, or an age identity (`AGE-SECRET-KEY-1…`). */
export type OpenWith = { readonly passphrase: string } | { readonly identity: string };

/** The beginning of an age file, and what its payload is sealed with. */
export interface AgeFile {
  /** Header and nonce, as they are written before the payload. */
  readonly head: Uint8Array;
  readonly key: Uint8Array;
}

/** C2SP age, "File key". */
const fileKeyBytes = 16;

/** Begins a file under a fresh key. @throws BACKUP_RECIPIENT_MALFORMED */
export async function beginAgeFile(
  crypto: Crypto,
  to: SealFor,
  scryptLogN: number = backupLimits.scryptLogN,
): Promise<AgeFile> {
  const encrypter = new Encrypter();
  let fileKey: Uint8Array | undefined;
  if ('passphrase' in to) {
    encrypter.setPassphrase(to.passphrase.normalize('NFC'));
    encrypter.setScryptWorkFactor(scryptLogN);
  } else {
    try {
      for (const recipient of to.recipients) encrypter.addRecipient(recipient);
    } catch (cause) {
      throw handsetError('BACKUP_RECIPIENT_MALFORMED', 'This is no age recipient.', { cause });
    }
    // It sees the key that the others wrap, and adds nothing to the file.
    encrypter.addRecipient({
      wrapFileKey: (key: Uint8Array): Stanza[] => {
        fileKey = key.slice();
        return [];
      },
    });
  }
  const empty = await encrypter.encrypt(new Uint8Array(0));
  const header = empty.subarray(0, headerLength(empty));
  if ('passphrase' in to) {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(to.passphrase.normalize('NFC'));
    fileKey = await decrypter.decryptHeader(header);
  }
  // Never sealed under a key that everybody knows, whatever the library does.
  if (fileKey?.length !== fileKeyBytes) throw new TypeError('age has made no file key.');
  const nonce = crypto.random(nonceBytes);
  const key = await payloadKey(crypto, fileKey, nonce);
  erase(fileKey);
  return { head: concat(header, nonce), key };
}

/**
 * The key of a payload, from what stands before it. @param head header and nonce
 * @throws BACKUP_PASSPHRASE_WRONG, BACKUP_MALFORMED
 */
export async function openAgeFile(
  crypto: Crypto,
  head: Uint8Array,
  open: OpenWith,
): Promise<Uint8Array> {
  const header = head.subarray(0, head.length - nonceBytes);
  requireBearable(header);
  const decrypter = new Decrypter();
  let fileKey: Uint8Array;
  try {
    if ('passphrase' in open) decrypter.addPassphrase(open.passphrase.normalize('NFC'));
    else decrypter.addIdentity(open.identity);
    fileKey = await decrypter.decryptHeader(header);
  } catch (cause) {
    if (isSottoError(cause)) throw cause;
    throw handsetError('BACKUP_PASSPHRASE_WRONG', 'This does not open the backup.', { cause });
  }
  const key = await payloadKey(crypto, fileKey, head.subarray(head.length - nonceBytes));
  erase(fileKey);
  return key;
}

/** Where the text of an age file ends, with its line end; 0 while it is not all there. */
export function headerLength(bytes: Uint8Array): number {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, backupLimits.maxHeaderBytes));
  const mac = /(^|\n)--- [^\n]*\n/.exec(text);
  return mac === null ? 0 : mac.index + mac[0].length;
}

/** A file that somebody else made cannot demand all memory there is. @throws BACKUP_MALFORMED */
function requireBearable(header: Uint8Array): void {
  const text = new TextDecoder('latin1').decode(header);
  const factor = /(?:^|\n)-> scrypt [^ \n]+ (\d{1,3})\n/.exec(text);
  if (!text.startsWith('age-encryption.org/v1\n'))
    throw handsetError('BACKUP_MALFORMED', 'This is no age file.');
  if (factor !== null && Number(factor[1]) > backupLimits.maxScryptLogN)
    throw handsetError('BACKUP_MALFORMED', 'The age file asks for too much work.');
}
