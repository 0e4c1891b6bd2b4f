import { join } from 'node:path';
import type { ActLog, CheckpointDraft } from '@sotto/actlog';
import { draftCheckpoint } from '@sotto/actlog';
import { bytesEqual } from '@sotto/protocol';
import type { Note } from '@sotto/tlog';
import { formatNote, parseCheckpoint, parseNote } from '@sotto/tlog';
import { isSottoError } from '@sotto/core';
import { ed25519 } from '../ed25519.ts';
import { readFileIfThere } from '../files/read-file.ts';
import { formatJson, jsonFields, parseJson } from '../files/json-format.ts';
import { replaceFile } from '../files/write-file.ts';
import { operatorLimits } from '../limits.ts';
import { unusable } from '../network/open-log.ts';

/*
 * What the log key signed last: the entries that were added, and the signed note. It is on disk before the note leaves the
 * machine. A signed head is never given up: a witness may have it, so the next run goes on with the same entries.
 */

/** A head that was signed and is not published yet. */
export interface Pending {
  readonly draft: CheckpointDraft;
  readonly note: Note;
}

export async function writeJournal(network: string, { draft, note }: Pending): Promise<void> {
  await replaceFile(
    pathOf(network),
    formatJson({
      sotto: 'log journal',
      version: 1,
      start: draft.log.size,
      entries: draft.entries.map((entry) => entry.toHex()),
      note: Buffer.from(formatNote(note)).toString('utf8'),
    }),
  );
}

/**
 * The head that waits to be published; `undefined` when none does.
 *
 * @throws OPERATOR_LOG when the log in the folder is not the one whose heads were signed here: an older copy, or another
 */
export async function readPending(network: string, log: ActLog): Promise<Pending | undefined> {
  const bytes = await readFileIfThere(pathOf(network), operatorLimits.maxJournalBytes);
  if (bytes === undefined) return undefined;
  const { start, entries, note } = parseJournal(bytes);
  const { size, root } = parseCheckpoint(note.text);
  const signed = Number(size);
  if (signed <= log.size) {
    if (bytesEqual(log.rootAt(signed), root)) return undefined;
    throw unusable('it is not the one whose heads were signed here');
  }
  if (start !== log.size)
    throw unusable(
      `it has ${log.size} entries, and ${signed} were signed here: it is an older copy`,
    );
  const draft = await draftCheckpoint(log, entries, ed25519);
  if (draft.text !== note.text || draft.rest.length > 0)
    throw unusable('it is not the one whose heads were signed here');
  return { draft, note };
}

function parseJournal(bytes: Uint8Array): {
  readonly start: number;
  readonly entries: readonly Uint8Array[];
  readonly note: Note;
} {
  const what = 'file journal.json';
  const fields = jsonFields(parseJson(bytes, what), what);
  fields.head('log journal');
  try {
    const journal = {
      start: fields.count('start'),
      entries: fields.list('entries').map((entry) => Uint8Array.fromHex(String(entry))),
      note: parseNote(Buffer.from(fields.text('note'))),
    };
    fields.end();
    return journal;
  } catch (error) {
    if (error instanceof SyntaxError || isSottoError(error))
      throw unusable('journal.json is damaged');
    throw error;
  }
}

function pathOf(network: string): string {
  return join(network, 'journal.json');
}
