import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createPlugin, definePlugin } from '@sotto/core';
import type { Plugin, RecordChange, Records, Services } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { Vault } from '@sotto/handset';
import { openVault } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { sharpPictures } from '@sotto/pictures-sharp';
import { destroySqliteRecords, sqliteRecords } from '@sotto/records-sqlite';
import { systemClock } from '@sotto/relay';
import type { Cost, Measure, Part, PartContext } from '../measure.ts';
import { cost } from '../measure.ts';
import { timedCrypto } from '../timed-crypto.ts';
import { fileAt, grownPieces, sourceOf } from '../backup-fixtures.ts';

const sizes = [10_000, 100_000];
const passphrase = 'correct horse battery';
const jobs = ['made', 'restored', 'tried'] as const;

/** Making a backup, restoring it, and trying it. */
export const backupPart: Part = {
  name: 'backup',
  title: 'Backups',
  method:
    'Text messages of 4 to 20 words, on `records-sqlite`, without pictures, with a passphrase at a small cost (scrypt at its real cost comes on top once to open a backup and twice to begin one). Made: into a file, each MiB durable before the next, with the plan. Restored: until the handset is open, with the search made anew. Tried: restored into a throwaway store on the same disk, read, and removed. Its writes alone: the very changes that restoring handed to the store, in the same transactions, written to another file. Primitives: the time inside `crypto-node`. Processor time is of the whole process. Growth: what one message costs of it among 100,000, by what it costs among 10,000.',
  maxSeconds: 900,
  run: async (context) => {
    const found: Measured[] = [];
    for (const count of sizes) {
      context.progress(`backup: ${count} messages`);
      found.push(await measure(context, count));
    }
    const [few, many] = found;
    if (few === undefined || many === undefined) throw new Error('Two sizes make a growth.');
    const table = 'At so many messages';
    const each = (of: Measured, at: number): readonly Measure[] => {
      const column = (sizes[at] ?? 0).toLocaleString('en');
      const rows: (readonly [string, Cost])[] = jobs.map((job) => [job, of[job]]);
      return [...rows, ['its writes alone', of.writes] as const].flatMap(([what, cost]) => [
        { what, value: cost.ms, unit: 'ms', cell: { table, column } },
        {
          ...{ what, value: cost.cpuMs, unit: 'ms' },
          cell: { table, column: `${column}, processor time` },
        },
      ]);
    };
    const more = (sizes[1] ?? 0) / (sizes[0] ?? 1);
    return [
      {
        what: 'restored ÷ its writes and primitives, processor time, 100,000 messages',
        value: many.restored.cpuMs / (many.writes.cpuMs + many.primitivesMs),
        unit: '×',
      },
      { what: 'size for a message', value: many.bytes / (sizes[1] ?? 1), unit: 'B' },
      ...each(few, 0),
      ...each(many, 1),
      ...[...jobs, 'writes' as const].map((job) => ({
        what: job === 'writes' ? 'its writes alone' : job,
        value: many[job].cpuMs / few[job].cpuMs / more,
        unit: '×',
        cell: { table, column: 'growth for a message' },
      })),
    ];
  },
};

type Measured = Readonly<Record<(typeof jobs)[number] | 'writes', Cost>> & {
  readonly bytes: number;
  /** Of restoring. */
  readonly primitivesMs: number;
};

async function measure(context: PartContext, count: number): Promise<Measured> {
  const path = (name: string): string => join(context.folder, `${count}-${name}`);
  // Made before it is restored: what that takes is not counted.
  const pieces = await grownPieces(context, { path: path('small'), count, passphrase });
  const kept = keptChanges(sqliteRecords({ path: path('second.db') }));
  const primitives = timedCrypto();
  const vault = await openAt(kept.plugin, path('second'), primitives.plugin);
  primitives.take();
  const [restored, handset] = await cost(() =>
    vault.restore({ passphrase, from: sourceOf(pieces), open: { passphrase } }),
  );
  const { ms: primitivesMs } = primitives.take();
  const changes = kept.take();
  // It is back at once: its notes are its own.
  for (let tries = 0; tries < 100 && (await handset.devices()).length < 2; tries += 1)
    await new Promise((done) => setTimeout(done, 100));
  const file = fileAt(path('backup.age'));
  const [made] = await cost(() => handset.backup.make({ to: file, passphrase }));
  const { size } = await stat(file.name);
  // A minute after an opening the storage is looked through, which is not to be counted here: so it is opened once more.
  await handset.lock();
  const again = await vault.unlock({ passphrase });
  const [tried, drill] = await cost(() =>
    again.backup.drill({ from: createReadStream(file.name) }),
  );
  if (!drill.isGood) throw new Error(`The backup does not restore: ${drill.failure ?? ''}`);
  await vault.close();
  const bare = await createPlugin(sqliteRecords({ path: path('bare.db') }), {
    clock: systemClock,
  } as never);
  const [writes] = await cost(async () => {
    for (const each of changes) await bare.write(each);
  });
  await bare.close();
  return { made, restored, tried, writes, primitivesMs, bytes: size };
}

/** A records plugin that keeps what it is given to write, until that is taken. */
function keptChanges(good: Plugin<'records', 'clock'>): {
  readonly plugin: Plugin<'records', 'clock'>;
  readonly take: () => readonly (readonly RecordChange[])[];
} {
  let kept: (readonly RecordChange[])[] | undefined = [];
  const plugin = definePlugin({
    ...good,
    create: async (services): Promise<Records> => {
      const real = await createPlugin(good, services as Services);
      return {
        ...real,
        write: (changes) => {
          kept?.push(changes);
          return real.write(changes);
        },
      };
    },
  });
  return {
    plugin,
    take: () => {
      const taken = kept ?? [];
      kept = undefined;
      return taken;
    },
  };
}

function openAt(
  records: Plugin<'records', 'clock'>,
  path: string,
  crypto: Plugin<'crypto'> = nodeCrypto(),
): Promise<Vault> {
  const spare = `${path}.spare`;
  return openVault({
    plugins: [crypto, records, websocketLink(), sharpPictures()],
    throwaway: {
      plugin: () => sqliteRecords({ path: spare }),
      remove: () => destroySqliteRecords({ path: spare }),
    },
    unsafeArgon2: { memoryKiB: 64, passes: 1, parallelism: 1 },
    unsafeScryptLogN: 10,
    unsafeNoCover: true,
  });
}
