import type { MemoryTree } from '@sotto/tlog';
import type { LogPosition } from '../position/position.ts';

/** What an open log is made of. Entries and tree are those of `position.head`; none of it changes any more. */
export interface LogParts {
  readonly position: LogPosition;
  readonly entries: readonly Uint8Array[];
  readonly tree: MemoryTree;
}
