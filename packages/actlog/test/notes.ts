import type { Note, NoteSignature } from '@sotto/tlog';
import { cosign, formatCheckpoint, formatNote, parseNote, signNote } from '@sotto/tlog';
import type { ActLog } from '@sotto/actlog';
import { ed25519 } from './keys.ts';
import { begun, logKeys, witnessKeys } from './operator.ts';

/** What of a head is to be otherwise than an honest operator makes it. */
export interface HeadChange {
  readonly origin?: string;
  readonly size?: number;
  readonly root?: Uint8Array;
  /** Index of the log key, `null` for no signature of one. */
  readonly logKey?: number | null;
  /** Witness and time of each cosignature. */
  readonly cosigned?: readonly (readonly [witness: number, atSeconds: number])[];
}

/** A head with all signatures that its parts ask for, whoever lets them be made. */
export async function headOf(log: ActLog, change: HeadChange = {}): Promise<Uint8Array> {
  const { logKey = 0, size = log.size } = change;
  const key = logKeys[logKey ?? 0]!;
  const origin = change.origin ?? key.name;
  const root = change.root ?? log.rootAt(size);
  const text = formatCheckpoint({ origin, size, root });
  const cosigned = change.cosigned ?? [
    [0, begun],
    [1, begun],
  ];
  const signatures: NoteSignature[] = logKey === null ? [] : [await signNote(text, key, ed25519)];
  for (const [witness, at] of cosigned)
    signatures.push(await cosign(text, witnessKeys[witness]!, at, ed25519));
  return formatNote({ text, signatures });
}

/** The same note with other signature lines. */
export function resigned(
  bytes: Uint8Array,
  change: (signatures: Note['signatures']) => Note['signatures'],
): Uint8Array {
  const note = parseNote(bytes);
  return formatNote({ ...note, signatures: change(note.signatures) });
}
