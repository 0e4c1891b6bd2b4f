import type { Given } from './command-line.ts';
import type { OptionName } from './option-table.ts';
import type { World } from './world.ts';

/** One command. */
export interface Command {
  readonly name: string;
  /** How its arguments are written, for help: `<file...>`. */
  readonly arguments: string;
  readonly summary: string;
  /** Options besides those that every command takes. */
  readonly options: readonly OptionName[];
  readonly minArguments: number;
  readonly maxArguments: number;
  /** `care` when something of what it told needs care. */
  readonly run: (context: Context) => Promise<void | 'care'>;
}

export interface Context extends Given {
  readonly world: World;
  /** An absolute path for one that was typed. */
  readonly path: (typed: string) => string;
  /** Results, for stdout. Each line is shown and not obeyed, whatever is in it. */
  readonly show: (lines: readonly string[]) => Promise<void>;
  /** A remark that is no result, for stderr. */
  readonly say: (sentence: string) => Promise<void>;
  /** The passphrase of a key file, asked for or read from a file. `isNew`: asked twice, and refused when too short. */
  readonly passphrase: (question: string, isNew: boolean) => Promise<string>;
  /** Aborts when the person wants it to end. */
  readonly signal: AbortSignal;
}
