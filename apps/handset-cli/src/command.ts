import type { Handset, UnlockOptions, Vault } from '@sotto/handset';
import type { OptionName } from './option-table.ts';
import type { Options } from './options.ts';
import type { Names } from './output/names.ts';
import type { Row } from './output/row.ts';

/** One command of `sotto`. */
export type Command = FolderCommand | VaultCommand | HandsetCommand;

interface CommandFacts {
  readonly name: string;
  /** How its arguments are written, for help: `<contact> <text|->`. */
  readonly arguments: string;
  readonly summary: string;
  /** Options besides those that every command takes. */
  readonly options: readonly OptionName[];
  readonly minArguments: number;
  readonly maxArguments: number;
  /** The argument that is read from standard input when it is `-`; counted from 0. */
  readonly inputArgument?: number;
}

/** Works on the folder, whatever is in it. */
export interface FolderCommand extends CommandFacts {
  readonly on: 'folder';
  readonly run: (context: FolderContext) => Promise<void>;
}

/** Works on the store before there is a handset in it. */
export interface VaultCommand extends CommandFacts {
  readonly on: 'vault';
  /** The folder has to hold a handset already. */
  readonly needsHandset?: boolean;
  readonly run: (context: VaultContext) => Promise<void>;
}

/** Works on an open handset, in this process or in the one of `sotto watch`. */
export interface HandsetCommand extends CommandFacts {
  readonly on: 'handset';
  /** What its passphrase opens: the handset, or its cover, which a duress passphrase would open. */
  readonly opens?: 'cover';
  /** Other commands may use the handset while this one runs. */
  readonly serves?: boolean;
  /** The argument that names a file, counted from 0. Another process may run the command, from another folder. */
  readonly pathArgument?: number;
  /** It asks for the passphrase of the locker: a new one, which is typed twice, or the one there is. */
  readonly asksLocker?: 'new' | 'known';
  readonly run: (context: HandsetContext) => Promise<void>;
}

interface Context {
  readonly arguments: readonly string[];
  readonly options: Options;
  readonly emit: (row: Row) => Promise<void>;
  /** Aborts when the person wants it to end. */
  readonly signal: AbortSignal;
}

export interface FolderContext extends Context {
  readonly folder: string;
  /** Of the handset that is there. */
  readonly passphrase: () => Promise<string>;
}

export interface VaultContext extends FolderContext {
  readonly vault: Vault;
  readonly homeRelay: string | undefined;
  /** Of a handset that is made. */
  readonly passphrase: () => Promise<string>;
  /** The passphrase of the handset that is there, and what goes with it. */
  readonly unlocking: () => Promise<UnlockOptions>;
  /** One more passphrase, from `--new-passphrase-file` or typed twice, asked for by this name. */
  readonly fresh: (question: string) => Promise<string>;
}

export interface HandsetContext extends Omit<FolderContext, 'passphrase'> {
  readonly handset: Handset;
  /** Of a command that serves: see `Held.next`. Absent: it ends when the handset is locked. */
  readonly next?: (signal: AbortSignal) => Promise<Handset | undefined>;
  readonly vault: Pick<Vault, 'testWipe'>;
  /** What people and conversations are called in rows. */
  readonly names: Names;
  /** True when the handset belongs to another process, which serves this command. */
  readonly served: boolean;
  /** The passphrase of the locker; empty when the command does not ask for it. */
  readonly lockerPassphrase: string;
}
