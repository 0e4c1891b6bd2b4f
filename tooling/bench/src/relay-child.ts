import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RelayReading {
  readonly memory: NodeJS.MemoryUsage;
  /** Microseconds of all its threads since it started. */
  readonly cpu: NodeJS.CpuUsage;
}

/** A relay in a process of its own, on a file in a fresh folder. */
export interface RelayChild {
  readonly url: string;
  readonly read: () => Promise<RelayReading>;
  readonly stop: () => Promise<void>;
}

export async function startRelayChild(execArgv: readonly string[] = []): Promise<RelayChild> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'));
  const child = fork(
    new URL('./relay-process.ts', import.meta.url),
    [join(folder, 'mailboxes.db')],
    {
      execArgv: ['--conditions=@sotto/source', '--expose-gc', ...execArgv],
    },
  );
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return {
    url: `ws://127.0.0.1:${port}/relay`,
    read: async () => {
      child.send('read');
      const [reading] = (await once(child, 'message')) as [RelayReading];
      return reading;
    },
    stop: async () => {
      child.send('stop');
      await once(child, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}
