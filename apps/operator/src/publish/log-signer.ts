import { join } from 'node:path';
import type { CheckpointDraft } from '@sotto/actlog';
import { signDraft } from '@sotto/actlog';
import { bytesEqual } from '@sotto/protocol';
import type { Note, SignerKey } from '@sotto/tlog';
import { formatVerifierKey, parseSignerKey } from '@sotto/tlog';
import type { Context } from '../command.ts';
import { ed25519 } from '../ed25519.ts';
import { operatorError } from '../error.ts';
import { openAgeFile } from '../keys/age-file.ts';

/** Signs heads with the log key, which is opened when it is first needed. */
export interface LogSigner {
  /** @throws OPERATOR_REFUSED when the charter names another log key */
  readonly sign: (draft: CheckpointDraft) => Promise<Note>;
}

export function logSigner({ needed, text, path, passphrase }: Context): LogSigner {
  let opened: Promise<SignerKey> | undefined;
  const open = async (): Promise<SignerKey> => {
    const file = path(text('log-key') ?? join(needed('network'), 'log.key'));
    const secret = await openAgeFile(file, await passphrase('Passphrase of the log key', false));
    try {
      return await parseSignerKey(secret.trim(), ed25519);
    } catch {
      throw operatorError('OPERATOR_FORMAT', 'The key file holds no log key.');
    }
  };
  return {
    sign: async (draft) => {
      const key = await (opened ??= open());
      const { logKey } = draft.rules;
      if (key.name !== logKey.name || !bytesEqual(key.publicKey, logKey.publicKey))
        throw operatorError(
          'OPERATOR_REFUSED',
          `The charter in force has another log key, ${formatVerifierKey(logKey)}: name its file with --log-key.`,
        );
      return signDraft(draft, key, ed25519);
    },
  };
}
