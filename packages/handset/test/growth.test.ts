import { createPlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { memoryLink } from '@sotto/link-memory';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import { afterEach, describe, expect, test } from 'vitest';
import type { BackupSource, BackupTarget, Handset, Vault } from '../src/api.ts';
import { utf8 } from '../src/bytes.ts';
import { openVault } from '../src/open-vault.ts';
import { countedRecords } from './counted-records.ts';
import type { StoreCounts } from './counted-records.ts';
import { fakePictures } from './fake-pictures.ts';
import { grownBackup } from './grown-backup.ts';
import { eventually, passphrase, relayUrl } from './handset-fixture.ts';
import { makeTexts } from './search-texts.ts';

const crypto = await createPlugin(nodeCrypto(), undefined as never);
const vaults: Vault[] = [];
afterEach(async () => {
  await Promise.all(vaults.splice(0).map((vault) => vault.close()));
});

async function openCounted(): Promise<{ vault: Vault; take: () => StoreCounts }> {
  const { plugin, take } = countedRecords(memoryRecords({ store: createMemoryStore() }));
  const vault = await openVault({
    plugins: [nodeCrypto(), plugin, memoryLink({ relay: () => undefined }), fakePictures()],
    throwaway: {
      plugin: () => memoryRecords({ store: createMemoryStore() }),
      remove: async () => {},
    },
    unsafeArgon2: { memoryKiB: 8, passes: 1, parallelism: 1 },
    unsafeScryptLogN: 10,
    unsafeNoCover: true,
  });
  vaults.push(vault);
  return { vault, take };
}

function memoryTarget(): BackupTarget & { readonly read: () => BackupSource } {
  let pieces: Uint8Array[] = [];
  return {
    name: 'backup.age',
    isResumable: true,
    open: async (offset) => {
      const kept = pieces.flatMap((piece) => [...piece]).slice(0, offset);
      pieces = [Uint8Array.from(kept)];
      return {
        write: async (bytes) => void pieces.push(bytes.slice()),
        finish: async () => {},
        close: async () => {},
      };
    },
    read: async function* () {
      yield* pieces;
    },
  };
}

/** A handset that was restored with these texts in its notes, behind what `first` puts there. */
async function grown(
  texts: readonly string[],
  first: (handset: Handset) => Promise<void> = async () => {},
): Promise<{ vault: Vault; handset: Handset; take: () => StoreCounts; restoring: StoreCounts }> {
  const small = memoryTarget();
  const { vault: before } = await openCounted();
  const handset = await before.create({ passphrase, relay: relayUrl });
  await handset.notes();
  await first(handset);
  await handset.backup.make({ to: small, passphrase });
  const { vault, take } = await openCounted();
  const from = grownBackup(crypto, small.read(), passphrase, texts);
  const restored = await vault.restore({ passphrase, from, open: { passphrase } });
  const restoring = take();
  await eventually(async () => (await restored.devices()).length === 2);
  take();
  return { vault, handset: restored, take, restoring };
}

/** What each of the messages costs that are more in the second one. */
function forEach(few: StoreCounts, many: StoreCounts, more: number): StoreCounts {
  const of = (name: keyof StoreCounts): number => (many[name] - few[name]) / more;
  return {
    writes: of('writes'),
    puts: of('puts'),
    removes: of('removes'),
    listed: of('listed'),
    gets: of('gets'),
  };
}

describe('what a message costs in a backup', () => {
  test('does not grow with how many there are: restored it is two records and a share of a block, made it is read twice', async () => {
    const few = await grown(makeTexts(1_024));
    const many = await grown(makeTexts(4_096));
    const restored = forEach(few.restoring, many.restoring, 3_072);
    expect(restored.removes).toBe(0);
    expect(restored.puts).toBeGreaterThan(2);
    expect(restored.puts).toBeLessThan(2.03);
    expect(restored.writes).toBeLessThan(1 / 200);
    // Each is asked for once before it is written, as its root counts what it replaces.
    expect(restored.gets).toBeCloseTo(2, 1);

    const make = async ({ handset, take }: typeof few): Promise<StoreCounts> => {
      await handset.backup.make({ to: memoryTarget(), passphrase });
      return take();
    };
    const made = forEach(await make(few), await make(many), 3_072);
    expect(made.listed).toBe(2);
    expect(made.gets + made.puts + made.removes).toBeLessThan(0.02);
  });
});

test('an unlock reads nothing of the messages but one record for each block of the search', async () => {
  const reads = async (messages: number): Promise<number> => {
    const { vault, handset, take } = await grown(makeTexts(messages));
    await handset.lock();
    take();
    const opened = await vault.unlock({ passphrase });
    expect(await opened.conversations()).toHaveLength(1);
    const { gets, listed } = take();
    return gets + listed;
  };
  // Blocks of 512.
  expect((await reads(4_096)) - (await reads(1_024))).toBe(6);
});

describe('a backup that is gone on with', () => {
  test('has the pictures of messages that it had before it was cut off', async () => {
    const long = 'what is long fills the first batch. '.repeat(60);
    const { handset } = await grown(
      Array.from({ length: 1_600 }, () => long),
      async (before) => {
        const notes = await before.notes();
        await before.send(notes.id, { pictures: [{ picture: utf8('PIC of me') }] });
      },
    );
    const to = memoryTarget();
    const cut = new AbortController();
    const onProgress = ({ doneBytes }: { readonly doneBytes: number }): void => {
      if (doneBytes > 1_000_000) cut.abort(new Error('Cut off.'));
    };
    await expect(
      handset.backup.make({ to, passphrase, signal: cut.signal, onProgress }),
    ).rejects.toThrow('Cut off.');
    await handset.backup.make({ to, passphrase });
    const [made] = await handset.backup.list();
    expect(made?.messages).toBe(1_601);
    expect((await handset.backup.drill({ from: to.read() })).failure).toBeUndefined();
  });
});
