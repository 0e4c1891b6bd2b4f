import { checkpointPath, logPathKind } from '@sotto/actlog';
import type { Log } from '@sotto/core';
import { isSottoError, SottoError } from '@sotto/core';
import { frameLimits } from '@sotto/protocol';
import type { RelayErrorCode } from '../error-codes.ts';
import { charge } from '../rates/charge.ts';
import type { Remote } from '../rates/remotes.ts';
import type { LogFile, LogFiles } from './log-files.ts';

/** Where files of the act log are handed out: paths, rates and bounds. It looks into nothing, and vouches for nothing. */
export class LogDesk {
  readonly #files: LogFiles | undefined;
  readonly #log: Log;

  constructor(files: LogFiles | undefined, log: Log) {
    this.#files = files;
    this.#log = log;
  }

  get hasLog(): boolean {
    return this.#files !== undefined;
  }

  /**
   * Lends a file for as long as `use` runs; `undefined` for what is not there, and what is no path of a log.
   * @throws RELAY_RATE; RELAY_TOO_LARGE when it has more than `maxBytes`
   */
  async lend<T>(
    remote: Remote,
    path: string,
    maxBytes: number,
    use: (file: LogFile) => Promise<T>,
  ): Promise<T | undefined> {
    charge(remote, 'blobRequests', 1);
    if (logPathKind(path) === undefined) return undefined;
    return this.#lend(path, (file) => {
      if (file.totalBytes > maxBytes)
        throw new SottoError<RelayErrorCode>('RELAY_TOO_LARGE', 'The file has more bytes.');
      charge(remote, 'blobBytes', file.totalBytes);
      return use(file);
    });
  }

  /** The signed head, for the welcome. Empty when there is none, or none that fits: a handset can still ask for the file. */
  async head(): Promise<Uint8Array> {
    const none = new Uint8Array();
    try {
      const head = await this.#lend(checkpointPath, async (file) =>
        file.totalBytes > frameLimits.maxLogHeadBytes ? none : bytesOf(file),
      );
      return head ?? none;
    } catch (error) {
      this.#log.error('log-failed', { code: isSottoError(error) ? error.code : 'UNKNOWN' });
      return none;
    }
  }

  async #lend<T>(path: string, use: (file: LogFile) => Promise<T>): Promise<T | undefined> {
    const file = await this.#files?.read(path);
    if (file === undefined) return undefined;
    try {
      return await use(file);
    } finally {
      await file.release();
    }
  }
}

/** All of a file. */
export async function bytesOf({ totalBytes, pieces }: LogFile): Promise<Uint8Array> {
  const bytes = new Uint8Array(totalBytes);
  let at = 0;
  for await (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return at === totalBytes ? bytes : bytes.slice(0, at);
}
