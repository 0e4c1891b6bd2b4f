import { MlsError } from '../mls-error.ts';
import type { HpkeCiphertext } from './commit.ts';
import { readHpkeCiphertext, writeHpkeCiphertext } from './commit.ts';
import type { PreSharedKeyId } from './pre-shared-key.ts';
import { readPreSharedKeyId, writePreSharedKeyId } from './pre-shared-key.ts';
import type { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** RFC 9420 §12.4.3.1. */
export interface Welcome {
  readonly cipherSuite: number;
  readonly secrets: readonly EncryptedGroupSecrets[];
  readonly encryptedGroupInfo: Uint8Array;
}

export interface EncryptedGroupSecrets {
  /** KeyPackageRef (RFC 9420 §5.2) of the one who can open it. */
  readonly newMember: Uint8Array;
  readonly encryptedGroupSecrets: HpkeCiphertext;
}

export interface GroupSecrets {
  readonly joinerSecret: Uint8Array;
  readonly pathSecret: Uint8Array | undefined;
  readonly psks: readonly PreSharedKeyId[];
}

export function readWelcome(reader: Reader): Welcome {
  const cipherSuite = reader.u16();
  const inner = reader.vector();
  const secrets: EncryptedGroupSecrets[] = [];
  while (inner.more) {
    secrets.push({
      newMember: inner.opaque(),
      encryptedGroupSecrets: readHpkeCiphertext(inner),
    });
  }
  if (secrets.length === 0) throw new MlsError('MLS_MALFORMED', 'A Welcome is for nobody.');
  return { cipherSuite, secrets, encryptedGroupInfo: reader.opaque() };
}

export function writeWelcome(writer: Writer, welcome: Welcome): void {
  writer.u16(welcome.cipherSuite);
  const start = writer.open();
  for (const { newMember, encryptedGroupSecrets } of welcome.secrets) {
    writeHpkeCiphertext(writer.opaque(newMember), encryptedGroupSecrets);
  }
  writer.close(start).opaque(welcome.encryptedGroupInfo);
}

export function readGroupSecrets(reader: Reader): GroupSecrets {
  const joinerSecret = reader.opaque();
  const pathSecret = reader.present() ? reader.opaque() : undefined;
  const inner = reader.vector();
  const psks: PreSharedKeyId[] = [];
  while (inner.more) psks.push(readPreSharedKeyId(inner));
  return { joinerSecret, pathSecret, psks };
}

export function encodeGroupSecrets(secrets: GroupSecrets): Uint8Array {
  const writer = new Writer(256);
  writer.opaque(secrets.joinerSecret).present(secrets.pathSecret !== undefined);
  if (secrets.pathSecret !== undefined) writer.opaque(secrets.pathSecret);
  const start = writer.open();
  for (const id of secrets.psks) writePreSharedKeyId(writer, id);
  return writer.close(start).finish();
}
