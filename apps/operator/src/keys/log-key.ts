import type { SignerKey } from '@sotto/tlog';
import { formatVerifierKey, signerKey } from '@sotto/tlog';
import { ed25519, newPrivateKey } from '../ed25519.ts';
import { operatorError } from '../error.ts';

/** A key that signs the heads of a log of this name (C2SP signed-note). @throws OPERATOR_FORMAT for a name that no key can have */
export async function newLogKey(name: string): Promise<SignerKey> {
  try {
    return await signerKey('ed25519', name, newPrivateKey(), ed25519);
  } catch (cause) {
    throw operatorError(
      'OPERATOR_FORMAT',
      'The name of a log is like a domain, such as tea.example/log: no spaces, no plus.',
      cause,
    );
  }
}

/** What a witness reads as its file of logs, to watch this one. */
export function logsFile(key: SignerKey): unknown {
  return { logs: [{ origin: key.name, keys: [formatVerifierKey(key)] }] };
}
