import { commandList } from '../src/command-list.ts';
import { parseOptions } from '../src/options.ts';
import { createNames } from '../src/output/names.ts';
import type { Row } from '../src/output/row.ts';
import { rowText } from '../src/output/row-text.ts';
import { readCommandLine } from '../src/raw-options.ts';
import type { Call, FakeWorld } from './fake-handset.ts';
import { fakeHandset } from './fake-handset.ts';

export interface Ran {
  readonly rows: readonly Row[];
  /** As people read them. */
  readonly text: string;
  readonly calls: readonly Call[];
}

/** Runs one command on a handset that only answers and notes. @throws what the command throws */
export async function runOnFake(
  world: FakeWorld,
  name: string,
  args: readonly string[] = [],
): Promise<Ran> {
  const command = commandList.find((each) => each.name === name);
  if (command?.on !== 'handset') throw new Error(`There is no command ${name} on a handset.`);
  const { handset, calls } = fakeHandset(world);
  const line = readCommandLine(args, {}, [...command.options, 'json', 'timeout']);
  const rows: Row[] = [];
  await command.run({
    handset,
    vault: { testWipe: async () => world.wipeTest ?? { atMs: 0, passed: true, checks: [] } },
    folder: '/nowhere',
    names: createNames(handset),
    arguments: line.arguments,
    options: parseOptions(line.options),
    served: false,
    lockerPassphrase: '',
    emit: async (row) => void rows.push(row),
    signal: new AbortController().signal,
  });
  return { rows, text: rows.map(rowText).filter(Boolean).join('\n'), calls };
}
