import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createPlugin } from '@sotto/core';
import type { RelayUrl } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { BackupTarget, Vault } from '@sotto/handset';
import { openVault } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { sharpPictures } from '@sotto/pictures-sharp';
import { destroySqliteRecords, sqliteRecords } from '@sotto/records-sqlite';
import type { Measure, Part, PartContext } from '../measure.ts';
import { timed } from '../measure.ts';
import { backupFixtures } from '../backup-fixtures.ts';

const sizes = [10_000, 100_000];
const passphrase = 'correct horse battery';

/** Making a backup, restoring it, and trying it. */
export const backupPart: Part = {
  name: 'backup',
  title: 'Backups',
  method:
    'Text messages of 4 to 20 words, on `records-sqlite`, without pictures, with a passphrase at a small cost (scrypt at its real cost comes on top once to open a backup and twice to begin one). Made: into a file, each MiB durable before the next, with the plan. Restored: until the handset is open, with the search made anew. Tried: restored into a throwaway store on the same disk, read, and removed.',
  maxSeconds: 900,
  run: async (context) => {
    const measures: Measure[] = [];
    for (const count of sizes) {
      context.progress(`backup: ${count} messages`);
      measures.push(...(await measure(context, count)));
    }
    return measures;
  },
};

async function measure(context: PartContext, count: number): Promise<readonly Measure[]> {
  const { grownBackup, makeTexts } = await backupFixtures(context);
  const crypto = await createPlugin(nodeCrypto(), undefined as never);
  const path = (name: string): string => join(context.folder, `${count}-${name}`);
  const first = await openAt(path('first.db'));
  const relay = 'http://localhost:9' as RelayUrl;
  const small = await first.create({ passphrase, relay });
  await small.notes();
  await small.backup.make({ to: fileAt(path('small.age')), passphrase });
  await first.close();
  const from = grownBackup(
    crypto,
    createReadStream(path('small.age')),
    passphrase,
    makeTexts(count),
  );
  const vault = await openAt(path('second.db'));
  const [restoreMs, handset] = await timed(() =>
    vault.restore({ passphrase, from, open: { passphrase } }),
  );
  // It is back at once: its notes are its own.
  await handset.devices();
  for (let tries = 0; tries < 100 && (await handset.devices()).length < 2; tries += 1)
    await new Promise((done) => setTimeout(done, 100));
  const file = fileAt(path('backup.age'));
  const [makeMs] = await timed(() => handset.backup.make({ to: file, passphrase }));
  const { size } = await stat(file.name);
  const [drillMs, drill] = await timed(() =>
    handset.backup.drill({ from: createReadStream(file.name) }),
  );
  if (!drill.isGood) throw new Error(`The backup does not restore: ${drill.failure ?? ''}`);
  await vault.close();
  const megabytes = `${(size / 1e6).toFixed(1)} MB`;
  return [
    { what: `made, ${count} messages`, value: makeMs, unit: 'ms', note: megabytes },
    { what: `restored, ${count} messages`, value: restoreMs, unit: 'ms' },
    { what: `tried, ${count} messages`, value: drillMs, unit: 'ms' },
  ];
}

function openAt(path: string): Promise<Vault> {
  const spare = `${path}.spare`;
  return openVault({
    plugins: [nodeCrypto(), sqliteRecords({ path }), websocketLink(), sharpPictures()],
    throwaway: {
      plugin: () => sqliteRecords({ path: spare }),
      remove: () => destroySqliteRecords({ path: spare }),
    },
    unsafeArgon2: { memoryKiB: 64, passes: 1, parallelism: 1 },
    unsafeScryptLogN: 10,
    unsafeNoCover: true,
  });
}

function fileAt(name: string): BackupTarget {
  return {
    name,
    isResumable: true,
    open: async () => {
      const file = await open(name, 'w');
      return {
        write: async (bytes) => {
          await file.write(bytes);
          await file.datasync();
        },
        finish: () => file.close(),
        close: () => file.close(),
      };
    },
  };
}
