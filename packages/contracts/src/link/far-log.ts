import { countingBytes } from '../bytes.ts';

/** The file of the far end's act log that the clauses ask for. */
export const farLogPath = 'tile/entries/x001/234.p/8';
export const farLogBytes: Uint8Array = countingBytes(100_000);

/** The far end's act log: one file. */
export function farLogFile(path: string): Uint8Array | undefined {
  return path === farLogPath ? farLogBytes.slice() : undefined;
}
