import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createPlugin } from '@sotto/core';
import type { RelayUrl, Services } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { foundNetwork } from '@sotto/simulator';
import type { SimulatedOperator } from '@sotto/simulator';
import type { Servers } from './servers.ts';

/** The people who run the relay of these servers, and how what they did comes into the folder that it serves. */
export interface JourneyOperator {
  readonly people: SimulatedOperator;
  /** What they published is served from now on. Of a fork: that other history. */
  readonly publish: (people?: SimulatedOperator) => Promise<void>;
}

export async function startOperator(
  { url, logFolder }: Servers,
  name = 'Harbour',
  /** Relays of the network beside the one of these servers. */
  others: readonly string[] = [],
): Promise<JourneyOperator> {
  const { signatures } = await createPlugin(nodeCrypto(), {} as Services);
  const people = await foundNetwork(
    { name, relays: [url, ...others] as RelayUrl[], persons: ['Amal', 'Jonas', 'Priya'] },
    { ed25519: signatures.Ed25519, clock: { now: () => Date.now() } },
  );
  const publish = async (who: SimulatedOperator = people): Promise<void> => {
    // The head last: whoever sees it finds all that it speaks of.
    const files = [...who.view.files].toSorted(([a], [b]) => rank(a) - rank(b));
    for (const [path, bytes] of files) await put(join(logFolder, path), bytes);
  };
  await publish();
  return { people, publish };
}

function rank(path: string): number {
  return path === 'checkpoint' ? 1 : 0;
}

async function put(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, bytes);
  await rename(`${file}.new`, file);
}
