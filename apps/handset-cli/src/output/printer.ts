import { isSottoError } from '@sotto/core';
import type { Terminal } from '@sotto/terminal';
import { createLineWriter, safeJson, safeLine } from '@sotto/terminal';
import type { ConnectionRow, Row, TypingRow } from './row.ts';
import { rowText } from './row-text.ts';

/** Where a command's words go: rows to stdout, everything else to stderr. */
export interface Printer {
  readonly row: (row: Row) => Promise<void>;
  /** A remark that is no result. */
  readonly say: (sentence: string) => Promise<void>;
  readonly fail: (error: unknown) => Promise<void>;
}

/** @param onGone nobody reads stdout any more */
export function createPrinter(terminal: Terminal, json: boolean, onGone: () => void): Printer {
  const results = createLineWriter(terminal.stdout, onGone);
  // Messages that nobody reads stop nothing.
  const remarks = createLineWriter(terminal.stderr, () => undefined);
  const showsProgress = !json && terminal.stderr.isTTY === true;
  let progressShown = false;

  async function row(row: Row): Promise<void> {
    const shown = json ? undefined : progressText(row);
    if (shown !== undefined || row.type === 'progress') {
      if (!showsProgress) return;
      terminal.stderr.write(`${clearLine}${shown}  `);
      progressShown = true;
      return;
    }
    if (progressShown) terminal.stderr.write(clearLine);
    progressShown = false;
    if (json) return results.write(safeJson(row));
    if (row.type === 'notice') return remarks.write(safeLine(row.message));
    if (row.type === 'connection') return remarks.write(connectionText(row));
    if (row.type === 'typing') return remarks.write(safeLine(typingText(row)));
    const text = rowText(row);
    if (text !== undefined) await results.write(text);
  }

  return {
    row,
    say: (sentence) =>
      json
        ? remarks.write(safeJson({ type: 'remark', message: sentence }))
        : remarks.write(safeLine(sentence)),
    fail: (error) => {
      const { code, message, retryable } = factsOf(error);
      if (json) return remarks.write(safeJson({ type: 'error', code, message, retryable }));
      return remarks.write(`sotto: ${message.split('\n').map(safeLine).join('\n')}`);
    },
  };
}

/** Back to the beginning of the line, and nothing behind it (ECMA-48 EL). */
const clearLine = '\r\u001b[K';

/** Of what comes bit by bit, how far it is. */
function progressText(row: Row): string | undefined {
  if (row.type === 'progress') return `${row.stage} ${percent(row.doneBytes, row.totalBytes)} %`;
  if (row.type !== 'transfer' || row.doneMessages >= row.totalMessages) return undefined;
  const { conversationName, doneMessages, totalMessages } = row;
  return `history of ${safeLine(conversationName)}: ${doneMessages} of ${totalMessages} messages`;
}

function percent(done: number, total: number): number {
  return total > 0 ? Math.floor((100 * done) / total) : 0;
}

function typingText({ whoName, conversationName }: TypingRow): string {
  return whoName === conversationName
    ? `${whoName} is typing`
    : `${whoName} is typing in ${conversationName}`;
}

function connectionText({ state, retryInMs }: ConnectionRow): string {
  if (state !== 'offline' || retryInMs === undefined) return state;
  return `offline, next try in ${Math.ceil(retryInMs / 1_000)} s`;
}

/** What is told of an error. One without a code is a fault of this program: its stack helps whoever reports it. */
function factsOf(error: unknown): { code: string; message: string; retryable: boolean } {
  if (isSottoError(error)) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'UNEXPECTED', message, retryable: false };
}
