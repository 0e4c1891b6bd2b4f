import { decodeLooseBase64, encodeBase64 } from '../base64.ts';
import { concatBytes, decodeUtf8, encodeUtf8 } from '../bytes.ts';
import { tlogError } from '../error.ts';
import { tlogLimits } from '../limits.ts';
import { isKeyName } from './key-name.ts';

/** One signature line. That the signature holds is another question: `openNote`. */
export interface NoteSignature {
  /** Of the key: not empty, no Unicode space, no plus. */
  readonly name: string;
  /** The key id, 32 bits: the first four bytes of the line. */
  readonly keyId: number;
  /** The bytes after the key id, one or more. */
  readonly signature: Uint8Array;
}

/** A signed note whose signatures nobody has looked at. */
export interface Note {
  /** With its final newline. */
  readonly text: string;
  /** In their order, repeated ones included; 1 to `maxNoteSignatures`. */
  readonly signatures: readonly NoteSignature[];
}

const dash = '\u2014 ';
const controlButNewline = /[\0-\t\v-\x1f]/;

/**
 * A signed note (C2SP signed-note, Format): UTF-8 without control characters but newline, text, empty line, signature lines.
 *
 * @throws NOTE_MALFORMED
 */
export function parseNote(bytes: Uint8Array): Note {
  if (bytes.length > tlogLimits.maxNoteBytes) throw malformed('The note is too long.');
  const whole = decodeUtf8(bytes);
  if (whole === undefined || controlButNewline.test(whole)) {
    throw malformed('The note is not UTF-8, or has control characters.');
  }
  const blank = whole.lastIndexOf('\n\n');
  if (blank === -1) throw malformed('The note has no empty line before its signatures.');
  return {
    text: whole.slice(0, blank + 1),
    signatures: readSignatureLines(whole.slice(blank + 2)),
  };
}

/**
 * The bytes that `parseNote` reads as this note.
 *
 * @throws NOTE_MALFORMED for a text without final newline or with control characters, a bad key name, no signature or too many.
 */
export function formatNote({ text, signatures }: Note): Uint8Array {
  checkNoteText(text);
  const bytes = encodeUtf8(`${text}\n${writeSignatureLines(signatures)}`);
  if (bytes.length > tlogLimits.maxNoteBytes) throw malformed('The note is too long.');
  return bytes;
}

/** True for what can be the text of a note: a final newline, and no control character but newlines. */
export function isNoteText(text: string): boolean {
  return text.endsWith('\n') && text.isWellFormed() && !controlButNewline.test(text);
}

/** @throws NOTE_MALFORMED for what cannot be the text of a note. */
export function checkNoteText(text: string): void {
  if (isNoteText(text)) return;
  throw malformed('The text has no final newline, is not Unicode, or has control characters.');
}

/** The signature lines of a note, without the empty line before them. @throws NOTE_MALFORMED */
export function readSignatureLines(block: string): readonly NoteSignature[] {
  if (!block.endsWith('\n')) throw malformed('The note has no signature, or no final newline.');
  const lines = block.slice(0, -1).split('\n', tlogLimits.maxNoteSignatures + 1);
  if (lines.length > tlogLimits.maxNoteSignatures) throw malformed('Too many signatures.');
  return lines.map(readLine);
}

/** @throws NOTE_MALFORMED */
export function writeSignatureLines(signatures: readonly NoteSignature[]): string {
  if (signatures.length === 0 || signatures.length > tlogLimits.maxNoteSignatures) {
    throw malformed('A note has one signature or more, and not too many.');
  }
  return signatures.map(writeLine).join('');
}

function readLine(line: string): NoteSignature {
  const [, name = '', base64 = ''] = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  // Loose as in other implementations: a careless line of an unknown key must not spoil the note for all.
  const bytes = decodeLooseBase64(base64);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) {
    throw malformed('A signature line is not a dash, a key name and base64 of five bytes or more.');
  }
  return {
    name,
    keyId: new DataView(bytes.buffer).getUint32(0),
    signature: bytes.slice(4),
  };
}

function writeLine({ name, keyId, signature }: NoteSignature): string {
  if (!isKeyName(name) || signature.length === 0 || keyId >>> 0 !== keyId) {
    throw malformed('A signature has no key name, no key id of 32 bits or no bytes.');
  }
  const id = new Uint8Array(4);
  new DataView(id.buffer).setUint32(0, keyId);
  return `${dash}${name} ${encodeBase64(concatBytes(id, signature))}\n`;
}

function malformed(message: string): Error {
  return tlogError('NOTE_MALFORMED', message);
}
