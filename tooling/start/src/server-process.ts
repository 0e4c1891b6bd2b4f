import { spawn, type ChildProcess } from 'node:child_process';

/** A server that this process started and will end. */
export interface ServerProcess {
  readonly name: string;
  /** Resolves when it has ended, with a word about how. */
  readonly ended: Promise<string>;
  readonly isRunning: () => boolean;
  /** Asks it to end, and after `graceMs` makes it. */
  readonly end: (graceMs: number) => Promise<void>;
}

/**
 * Starts a program of this clone under the Node that runs now. It gets a process group of its own, so that a Ctrl-C in
 * the terminal reaches it once, through us, and in our order.
 */
export function startServer(
  name: string,
  script: string,
  args: readonly string[],
  cwd: string,
): ServerProcess {
  const child = spawn(process.execPath, ['--conditions=@sotto/source', script, ...args], {
    cwd,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let running = true;
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ?? `code ${code ?? 0}`));
  }).then((how) => {
    running = false;
    process.off('exit', killNow);
    return how;
  });
  const killNow = (): void => void child.kill('SIGKILL');
  process.on('exit', killNow);
  return {
    name,
    ended,
    isRunning: () => running,
    end: async (graceMs) => endWithin(child, ended, graceMs),
  };
}

async function endWithin(
  child: ChildProcess,
  ended: Promise<string>,
  graceMs: number,
): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}
