import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { definePlugin } from '@sotto/core';
import type { Records } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { openVault } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { sharpPictures } from '@sotto/pictures-sharp';
import { sqliteRecords } from '@sotto/records-sqlite';
import type { RelayUrl } from '@sotto/core';
import type { Measure, Part, PartContext } from '../measure.ts';

const sizes = [10_000, 100_000];
/** Bytes of the records that a message has: itself, its place in the index, what is searched. */
const recordsOfMessage = [768, 64, 256];
const batch = 500;

/** How long a handset on a disk takes to be gone. */
export const wipePart: Part = {
  name: 'wipe',
  title: 'Wiping a handset',
  method: `A locked handset in one SQLite file, with ${recordsOfMessage.join(', ')} sealed bytes for each message. From the call of \`Vault.wipe\` until the header is overwritten and removed, and until nothing is left.`,
  maxSeconds: 600,
  run: async ({ folder }: PartContext): Promise<readonly Measure[]> => {
    const measures: Measure[] = [];
    for (const messages of sizes) {
      const { keysMs, allMs, bytes } = await wipeOne(join(folder, `${messages}.db`), messages);
      const note = `${Math.round(bytes / 1e6)} MB of records`;
      measures.push(
        { what: `keys gone, ${messages} messages`, value: keysMs, unit: 'ms' },
        { what: `all gone, ${messages} messages`, value: allMs, unit: 'ms', note },
      );
    }
    return measures;
  },
};

async function wipeOne(
  path: string,
  messages: number,
): Promise<{ readonly keysMs: number; readonly allMs: number; readonly bytes: number }> {
  let writes = 0;
  let begun = 0;
  let keysMs = 0;
  let good: Records | undefined;
  const sqlite = sqliteRecords({ path });
  const records = definePlugin({
    ...sqlite,
    create: async (services): Promise<Records> => {
      const opened = await sqlite.create(services);
      good = opened;
      return {
        ...opened,
        write: async (changes) => {
          await opened.write(changes);
          writes += 1;
          // The second one removes what the first one has overwritten.
          if (writes === 2 && begun > 0) keysMs = performance.now() - begun;
        },
      };
    },
  });
  const vault = await openVault({
    plugins: [nodeCrypto(), records, websocketLink(), sharpPictures()],
    unsafeArgon2: { memoryKiB: 64, passes: 1, parallelism: 1 },
    unsafeNoCover: true,
  });
  const relay = 'http://localhost:9' as RelayUrl;
  const handset = await vault.create({ passphrase: 'correct horse battery', relay });
  await handset.lock();
  for (let from = 0; from < messages; from += batch) {
    const changes = Array.from({ length: batch }, () =>
      recordsOfMessage.map((length) => ({ put: randomBytes(32), value: randomBytes(length) })),
    );
    await good?.write(changes.flat());
  }
  const bytes = (await good?.usedBytes()) ?? 0;
  [writes, begun] = [0, performance.now()];
  await vault.wipe();
  const allMs = performance.now() - begun;
  await vault.close();
  return { keysMs, allMs, bytes };
}
