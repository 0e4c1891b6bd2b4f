/*
 * Loaded before the program (--import): the process kills itself at the step of that number, of all steps that write, name or send
 * something. A write that is killed is half done.
 */
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const killAt = Number(process.env['KILL_AT']);
let steps = 0;

function isTheEnd(): boolean {
  steps += 1;
  return steps === killAt;
}

function step(): void {
  if (isTheEnd()) process.kill(process.pid, 'SIGKILL');
}

function stepBefore<A extends unknown[], R>(real: (...args: A) => Promise<R>) {
  return (...args: A): Promise<R> => {
    step();
    return real(...args);
  };
}

files.rename = stepBefore(files.rename);
files.link = stepBefore(files.link);
files.mkdir = stepBefore(files.mkdir as (...args: unknown[]) => Promise<unknown>) as never;
const realOpen = files.open;
files.open = async (...args) => {
  const file = await realOpen(...args);
  const writeFile = file.writeFile.bind(file);
  const sync = file.sync.bind(file);
  file.writeFile = async (bytes, ...more) => {
    if (!isTheEnd()) return writeFile(bytes, ...more);
    const all = bytes as Uint8Array;
    await writeFile(all.subarray(0, all.length / 2));
    process.kill(process.pid, 'SIGKILL');
  };
  file.sync = async () => {
    step();
    return sync();
  };
  return file;
};
syncBuiltinESMExports();

const realFetch = globalThis.fetch;
globalThis.fetch = async (...args) => {
  step();
  const answer = await realFetch(...args);
  step();
  return answer;
};
