import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerProcess } from './server-process.ts';
import { StartError } from './start-error.ts';

const pollMs = 25;
const patienceMs = 60_000;

/** Resolves when the address answers with success. @throws StartError when the server ends first, or takes a minute */
export async function waitUntilReady(url: string, server: ServerProcess): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    if (!server.isRunning()) {
      throw new StartError(`The ${server.name} ended before it was ready (${await server.ended}).`);
    }
    if (await answers(url)) return;
    await sleep(pollMs);
  }
  throw new StartError(`The ${server.name} did not become ready within a minute.`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Not listening yet: the next round asks again, and the deadline ends it.
    return false;
  }
}
