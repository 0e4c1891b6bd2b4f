import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Records } from '@sotto/core';
import { sqliteRecords } from '@sotto/records-sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Vault } from '../src/api.ts';
import { systemClock } from '../src/system-clock.ts';
import { headerKey } from '../src/vault/header.ts';
import { openOnDisk } from './disk-handset.ts';
import { fill } from './old-store.ts';
import { toldOf } from './told-of-handset.ts';
import { ada } from './used-handset.ts';
import { dump, hex } from './vault-fixture.ts';

const { passphrase, told } = ada;
// Starting so many processes takes its time on a busy machine.
const timeoutMs = 300_000;
const root = mkdtempSync(join(tmpdir(), 'sotto-vault-3-'));
const original = join(root, 'original.db');
afterAll(() => rmSync(root, { recursive: true }));

/** Which calls of a first opening change the file. */
let opening = 0;
beforeAll(async () => {
  const records = await openRecords(original);
  await fill(records, ada);
  await records.close();
  opening = Number(await run(freshFile(), 'open'));
});

let files = 0;
function freshFile(from = original): string {
  const folder = join(root, String((files += 1)));
  mkdirSync(folder);
  const path = join(folder, 'records.db');
  copyFileSync(from, path);
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${path}-wal`);
  return path;
}

function openRecords(path: string): Promise<Records> {
  return sqliteRecords({ path }).create({ clock: systemClock });
}

/** What the program says, or the signal that killed it. */
async function run(path: string, task: 'open' | 'wipe', ...dies: string[]): Promise<string> {
  const program = join(import.meta.dirname, 'vault-3-process.ts');
  const given = [path, task, passphrase, String(ada.atMs), ...dies];
  const args = ['--conditions=@sotto/source', program, ...given];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
  const [code, signal] = await once(child, 'close');
  if (dies.length > 0) return String(signal);
  expect(code).toBe(0);
  return said.trim();
}

/** A file of which the first opening was killed. */
async function killed(call: number, when: 'before' | 'after'): Promise<string> {
  const path = freshFile();
  expect(await run(path, 'open', String(call), when)).toBe('SIGKILL');
  return path;
}

async function withVault<T>(path: string, use: (vault: Vault) => Promise<T>): Promise<T> {
  const vault = await openOnDisk(path, ada);
  try {
    return await use(vault);
  } finally {
    await vault.close();
  }
}

const former = new Map(ada.records.map(([key, value]) => [fromBase64(key), fromBase64(value)]));
const slotOf3 = Buffer.from(former.get(hex(headerKey))!, 'hex').subarray(-80, -16);

function fromBase64(text: string): string {
  return hex(Uint8Array.fromBase64(text));
}

/** Of which of the former records, the header among them, a piece is in any file of the folder. */
function found(path: string): readonly string[] {
  const folder = join(path, '..');
  const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  return [...former].flatMap(([key, value]) => {
    const piece = Buffer.from(value, 'hex').subarray(-40, -16);
    return bytes.some((each) => each.includes(piece)) ? [key] : [];
  });
}

const holdsSlot = (path: string): boolean =>
  [path, `${path}-wal`].some((name) => existsSync(name) && readFileSync(name).includes(slotOf3));

describe('a file of format 3', () => {
  test(
    'whose process is killed at any write of its first opening, opens as if it had not been',
    async () => {
      expect(opening).toBeGreaterThanOrEqual(3);
      for (let call = 1; call <= opening; call += 1)
        for (const when of ['before', 'after'] as const) {
          const path = await killed(call, when);
          await withVault(path, async (vault) => {
            const handset = await vault.unlock({ passphrase });
            expect([call, when, await toldOf(handset)]).toEqual([call, when, told]);
            expect((await handset.status()).storage.tampered).toEqual([]);
          });
        }
    },
    timeoutMs,
  );

  test('whose medium has only a part of the write that makes it one of this version, is what it was, whatever part', async () => {
    const cut = await killed(1, 'after');
    const log = readFileSync(`${cut}-wal`);
    const pageBytes = log.readUInt32BE(8);
    const frameBytes = 24 + pageBytes;
    const frames = (log.length - 32) / frameBytes;
    expect(frames).toBeGreaterThan(20);
    const header = hex(headerKey);
    for (let frame = 0; frame <= frames; frame += 1) {
      const ends = 32 + frame * frameBytes;
      // At its end, and torn in its middle.
      for (const length of new Set([ends, Math.min(ends + 24 + pageBytes / 2, log.length)])) {
        const path = freshFile(cut);
        truncateSync(`${path}-wal`, length);
        const records = await openRecords(path);
        const image = new Map(
          (await dump(records)).map(({ key, value }) => [hex(key), hex(value)]),
        );
        await records.close();
        const isWhole = length === log.length;
        expect([length, image.get(header)?.slice(16, 18)]).toEqual([length, isWhole ? '04' : '03']);
        if (!isWhole) expect(image.size).toBe(former.size);
        for (const [key, value] of former) if (key !== header) expect(image.get(key)).toBe(value);
        rmSync(join(path, '..'), { recursive: true });
      }
    }
    const torn = freshFile(cut);
    truncateSync(`${torn}-wal`, log.length - 1);
    await withVault(torn, async (vault) =>
      expect(await toldOf(await vault.unlock({ passphrase }))).toEqual(told),
    );
  });

  test(
    'whose process is killed at any write of its first opening, is wiped, and no piece of it is left',
    async () => {
      for (let call = 1; call <= opening; call += 1)
        for (const when of ['before', 'after'] as const) {
          const path = await killed(call, when);
          // What is not found afterwards was there.
          expect(found(path).length).toBeGreaterThanOrEqual(former.size - 1);
          await withVault(path, (vault) => vault.wipe());
          expect([call, when, found(path)]).toEqual([call, when, []]);
          await withVault(path, async (vault) => {
            expect(vault.state).toBe('empty');
            await expect(vault.unlock({ passphrase })).rejects.toMatchObject({
              code: 'HANDSET_ABSENT',
            });
          });
        }
    },
    timeoutMs,
  );

  test(
    'half opened, whose wipe is killed too, at any step, is gone with the next start',
    async () => {
      const half = await killed(1, 'after');
      const steps = Number(await run(freshFile(half), 'wipe'));
      expect(steps).toBeGreaterThanOrEqual(3);
      for (let call = 1; call <= steps; call += 1)
        for (const when of ['before', 'after'] as const) {
          const path = freshFile(half);
          expect(await run(path, 'wipe', String(call), when)).toBe('SIGKILL');
          if (call === 1 && when === 'before') continue;
          await withVault(path, async (vault) =>
            expect([call, vault.state]).toEqual([call, 'empty']),
          );
          expect([call, when, found(path)]).toEqual([call, when, []]);
        }
    },
    timeoutMs,
  );

  test('keeps nothing of the slot that it had: the passphrase of then opens nothing once there is another', async () => {
    const path = await killed(1, 'after');
    expect(holdsSlot(path)).toBe(true);
    await withVault(path, (vault) =>
      vault.changePassphrase({ passphrase, newPassphrase: 'of the new version' }),
    );
    expect(holdsSlot(path)).toBe(false);
    await withVault(path, async (vault) => {
      await expect(vault.unlock({ passphrase })).rejects.toMatchObject({
        code: 'PASSPHRASE_WRONG',
      });
      expect(await toldOf(await vault.unlock({ passphrase: 'of the new version' }))).toEqual(told);
    });
  });
});
