/** What one gate found. A gate that looked at nothing has not passed. */
export interface Verdict {
  /** How many things were looked at: files, packages, snippets. */
  readonly inspected: number;
  /** One plain line for each thing that is wrong; empty when all is well. */
  readonly problems: readonly string[];
}

/** A gate reads a tree (the clone, or a fixture) and judges it. It changes nothing in it. */
export type Gate = (root: string) => Promise<Verdict> | Verdict;
