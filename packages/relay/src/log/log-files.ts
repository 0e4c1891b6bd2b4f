/** The files of an act log, wherever they are. Each is looked for when it is asked for: whoever writes the log replaces them meanwhile. */
export interface LogFiles {
  /**
   * One file by its path below the log's prefix, such as `checkpoint` or `tile/entries/000.p/8`; `undefined` when it is not there. Only
   * paths that a log has are asked for.
   */
  readonly read: (path: string) => Promise<LogFile | undefined>;
}

export interface LogFile {
  readonly totalBytes: number;
  /** All of them, in order. Iterated once or never. */
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Called once, when no more is read. */
  readonly release: () => Promise<void>;
}
