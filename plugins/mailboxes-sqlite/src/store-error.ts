import type { StoreFailure } from './worker-messages.ts';

/** What goes wrong in the store's thread, with the code that the calls reject with. */
export class StoreError extends Error {
  readonly code: StoreFailure;

  constructor(code: StoreFailure, message: string) {
    super(message);
    this.code = code;
  }
}

// Primary result codes, https://www.sqlite.org/rescode.html
const [busy, locked, notADatabase, corrupt] = [5, 6, 26, 11];

/** The code for what `node:sqlite` or the file system threw. Whatever may pass is unavailable, and retryable. */
export function storeFailure(error: unknown): StoreFailure {
  if (error instanceof StoreError) return error.code;
  const code = error instanceof Error ? (error as { errcode?: unknown }).errcode : undefined;
  const primary = typeof code === 'number' ? code & 0xff : undefined;
  const lasting =
    primary === busy || primary === locked || primary === notADatabase || primary === corrupt;
  return lasting ? 'MAILBOXES_BROKEN' : 'MAILBOXES_UNAVAILABLE';
}
