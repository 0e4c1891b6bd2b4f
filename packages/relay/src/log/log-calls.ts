import type { Remote } from '../rates/remotes.ts';
import type { LogDesk } from './log-desk.ts';
import { bytesOf } from './log-desk.ts';

/** The log call of a `link` to a relay in the same program. */
export interface RelayLogCalls {
  /**
   * One file of the act log; `undefined` when it has none.
   * @throws RELAY_RATE; RELAY_TOO_LARGE when it has more than `maxBytes`
   */
  readonly readLog: (path: string, maxBytes: number) => Promise<Uint8Array | undefined>;
}

export function relayLogCalls(desk: LogDesk, remote: () => Remote): RelayLogCalls {
  return { readLog: (path, maxBytes) => desk.lend(remote(), path, maxBytes, bytesOf) };
}
