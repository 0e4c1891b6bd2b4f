import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { alarmsIn } from './alarms.ts';
import { nodeCrypto } from '@sotto/crypto-node';
import { formatVerifierKey } from '@sotto/tlog';
import { evidenceIn } from './evidence-folder.ts';
import { openHeadStore } from './head-store.ts';
import { openKeyFile } from './key-file.ts';
import { readLogsFile } from './logs-file.ts';
import type { WitnessAppOptions } from './options.ts';
import type { WitnessServer } from './serve-witness.ts';
import { serveWitness } from './serve-witness.ts';
import { createWitness } from './witness.ts';

/** A witness with its key and its record in one folder. */
export async function startWitness(options: WitnessAppOptions, log: Log): Promise<WitnessServer> {
  // This plugin needs no services.
  const crypto = await createPlugin(nodeCrypto(), {} as never);
  const logs = await readLogsFile(options.logs);
  await mkdir(options.data, { recursive: true, mode: 0o700 });
  const hashOf = (origin: string): string => createHash('sha256').update(origin).digest('hex');
  const heads = openHeadStore(join(options.data, 'heads.db'), hashOf);
  try {
    const keyPath = join(options.data, 'witness.key');
    const key = await openKeyFile(keyPath, options.name, heads.isEmpty(), crypto);
    const ed25519 = crypto.signatures.Ed25519;
    const evidence = evidenceIn(join(options.data, 'evidence'));
    const witness = createWitness({ logs, key, heads, evidence, ed25519, now: Date.now, log });
    const alarms = alarmsIn(options.data, key, ed25519);
    const server = await serveWitness(witness, { ...options, alarms, log });
    const verifierKey = formatVerifierKey(key);
    // For whoever writes a charter: nothing secret, and made anew from the key each time.
    await writeFile(join(options.data, 'witness.pub'), `${verifierKey}\n`);
    log.info('listening', { port: server.port, logs: logs.size, verifierKey });
    const close = async (): Promise<void> => {
      await server.close();
      heads.close();
    };
    return { port: server.port, close };
  } catch (error) {
    heads.close();
    throw error;
  }
}
