import type { BackupSource, BackupTarget, BackupWriter } from '@sotto/handset';
import type { SimulatedHandset } from '../src/index.ts';

/** A file in memory, where a backup is written. */
export interface MemoryFile extends BackupTarget {
  readonly bytes: () => Uint8Array;
  readonly read: () => BackupSource;
}

export function memoryFile(name = 'backup.age'): MemoryFile {
  let parts: Uint8Array[] = [];
  const bytes = (): Uint8Array => {
    const whole = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
  const open = async (keepBytes: number): Promise<BackupWriter> => {
    parts = [bytes().slice(0, keepBytes)];
    return {
      write: async (more) => void parts.push(more.slice()),
      finish: async () => {},
      close: async () => {},
    };
  };
  return { name, isResumable: true, open, bytes, read: () => piecesOf(bytes()) };
}

export async function* piecesOf(bytes: Uint8Array, pieceBytes = 50_000): BackupSource {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.slice(at, at + pieceBytes);
}

export const backupPassphrase = 'a passphrase on paper';

/** A backup of a handset as it is now. */
export async function backupOf(who: SimulatedHandset): Promise<MemoryFile> {
  const file = memoryFile();
  await who.handset().backup.make({ to: file, passphrase: backupPassphrase });
  return file;
}

export const opened = { passphrase: backupPassphrase } as const;
