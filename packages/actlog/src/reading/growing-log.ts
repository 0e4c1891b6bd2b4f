import type { EntryOutcome, NetworkState } from '@sotto/charter';
import type { Ed25519, MemoryTree } from '@sotto/tlog';
import { tlogLimits } from '@sotto/tlog';
import { actLogLimits } from '../limits.ts';
import type { LogSource } from '../sources/source.ts';
import type { LogParts } from './log-parts.ts';
import { walkAll, walkEntries } from './walk.ts';

/** A copy of a log that takes entries of a source, and walks them. Nothing of it counts before its root is compared. */
export class GrowingLog {
  readonly entries: Uint8Array[];
  readonly tree: MemoryTree;
  readonly outcomes: EntryOutcome[];
  /** After all entries that were walked, with none held. */
  state: NetworkState;
  readonly #ed25519: Pick<Ed25519, 'verify'>;
  #bytes: number;

  private constructor(
    { entries, tree }: LogParts,
    ed25519: Pick<Ed25519, 'verify'>,
    walked: { readonly state: NetworkState; readonly outcomes: readonly EntryOutcome[] },
  ) {
    this.entries = [...entries];
    this.tree = tree.copy();
    this.outcomes = [...walked.outcomes];
    this.state = walked.state;
    this.#ed25519 = ed25519;
    this.#bytes = entries.reduce((sum, { length }) => sum + length, 0);
  }

  static async of(log: LogParts, ed25519: Pick<Ed25519, 'verify'>): Promise<GrowingLog> {
    return new GrowingLog(log, ed25519, await walkAll(log.position.state, log.entries, ed25519));
  }

  /** Takes entries until there are `size`, or says why not. */
  async take(source: LogSource, size: number): Promise<'incomplete' | 'tooLong' | undefined> {
    if (this.entries.length >= size) return undefined;
    for await (const entry of source.entries(this.entries.length, size)) {
      this.#bytes += entry.length;
      const isTooLong = entry.length > tlogLimits.maxEntryBytes;
      if (isTooLong || this.#bytes > actLogLimits.maxLogBytes) return 'tooLong';
      const own = entry.slice();
      this.entries.push(own);
      this.tree.append(own);
      if (this.entries.length === size) return undefined;
    }
    return 'incomplete';
  }

  /** Walks what was taken, up to the first handover: then the size of the tree that ends with it. */
  async walk(): Promise<number | undefined> {
    const taken = this.entries.slice(this.state.next);
    const { state, outcomes, handoverAt } = await walkEntries(this.state, taken, this.#ed25519);
    this.state = state;
    this.outcomes.push(...outcomes);
    return handoverAt;
  }
}
