import { armor, Decrypter, Encrypter } from 'age-encryption';
import { operatorError } from '../error.ts';
import { readWholeFile } from '../files/read-file.ts';
import { createFile } from '../files/write-file.ts';
import { operatorLimits } from '../limits.ts';

/** Base-2 logarithm of scrypt's cost: what age takes by itself, about a second and 256 MiB a try. */
export const ageWorkFactor = 18;

/**
 * A secret in a new file that the passphrase opens (age with scrypt, armoured). Any age program reads it.
 *
 * @throws OPERATOR_FILE when there is such a file, or it cannot be written
 */
export async function sealAgeFile(
  path: string,
  secret: string,
  passphrase: string,
  workFactor: number,
): Promise<void> {
  const sealer = new Encrypter();
  sealer.setPassphrase(passphrase);
  sealer.setScryptWorkFactor(workFactor);
  await createFile(path, Buffer.from(armor.encode(await sealer.encrypt(secret))));
}

/** @throws OPERATOR_FILE, OPERATOR_FORMAT when it is no such file, OPERATOR_PASSPHRASE when the passphrase does not open it */
export async function openAgeFile(path: string, passphrase: string): Promise<string> {
  const bytes = await readWholeFile(path, operatorLimits.maxKeyFileBytes);
  let sealed: Uint8Array;
  try {
    sealed = armor.decode(Buffer.from(bytes).toString('latin1').trim());
  } catch (cause) {
    throw operatorError('OPERATOR_FORMAT', 'The key file is no armoured age file.', cause);
  }
  const opener = new Decrypter();
  opener.addPassphrase(passphrase);
  try {
    return await opener.decrypt(sealed, 'text');
  } catch {
    // Its errors are not passed on: nobody has vouched that they hold nothing of the secret.
    throw operatorError('OPERATOR_PASSPHRASE', 'The passphrase does not open the key file.');
  }
}
