import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeCrypto } from '@sotto/crypto-node';
import { openVault } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { sharpPictures } from '@sotto/pictures-sharp';
import { sqliteRecords } from '@sotto/records-sqlite';
import type { RelayUrl } from '@sotto/core';
import { recordsPath } from '../src/records-path.ts';
import { noteSaved } from '../src/wipe/saved-files.ts';
import { run, start } from './process-fixture.ts';
import { rows, sotto } from './program-fixture.ts';
import { runOnFake } from './run-on-fake.ts';
import { temporaryFolder } from './temporary-folder.ts';

const passphrase = 'correct horse battery';
const picture = 'a picture in the clear';

async function openFolder(folder: string) {
  return openVault({
    plugins: [
      nodeCrypto(),
      sqliteRecords({ path: recordsPath(folder) }),
      websocketLink(),
      sharpPictures(),
    ],
    unsafeArgon2: { memoryKiB: 64, passes: 1, parallelism: 1 },
  });
}

/** A data folder with a handset whose relay is not there, and a picture that was saved elsewhere. */
async function handsetFolder(): Promise<{ readonly folder: string; readonly saved: string }> {
  const root = temporaryFolder();
  const folder = join(root, 'data');
  const vault = await openFolder(folder);
  const handset = await vault.create({ passphrase, relay: 'http://localhost:9' as RelayUrl });
  await handset.send((await handset.notes()).id, { text: 'a note' });
  await vault.close();
  mkdirSync(join(root, 'pictures'));
  const saved = join(root, 'pictures', 'one.jpg');
  await noteSaved(folder, saved);
  writeFileSync(saved, picture);
  return { folder, saved };
}

describe('a handset on a disk', () => {
  it('whose wipe is killed at any step is gone at the next start, with all that lay beside it', async () => {
    const program = join(import.meta.dirname, 'wipe-process.ts');
    const wipeIn = async (folder: string, ...dies: string[]): Promise<string> => {
      const args = ['--conditions=@sotto/source', program, folder, ...dies];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let told = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => void (told += text));
      const [, signal] = await once(child, 'close');
      return dies.length > 0 ? String(signal) : told.trim();
    };
    const whole = await handsetFolder();
    const steps = Number(await wipeIn(whole.folder));
    expect(steps).toBe(6);
    for (let step = 1; step <= steps; step += 1)
      for (const when of ['before', 'after']) {
        const { folder, saved } = await handsetFolder();
        expect(await wipeIn(folder, String(step), when)).toBe('SIGKILL');
        if (step === 1 && when === 'before') continue;
        const wiped = await sotto(['status', '--data', folder, '--passphrase-file', '/dev/null']);
        expect([step, when, wiped.code]).toEqual([step, when, 6]);
        expect([step, when, existsSync(saved)]).toEqual([step, when, false]);
      }
  }, 120_000);

  it('leaves nothing in its folder, and no picture that it saved', async () => {
    const { folder, saved } = await handsetFolder();
    writeFileSync(join(folder, 'handset.sock'), '');
    const refused = await sotto(['wipe', '--data', folder]);
    expect(refused.code).toBe(2);
    expect(existsSync(saved)).toBe(true);
    const { code, stdout } = await sotto(['wipe', '--now', '--json', '--data', folder]);
    expect(code).toBe(0);
    expect(rows(stdout)).toEqual([{ type: 'wiped', data: folder, held: false }]);
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(saved)).toBe(false);
    expect((await sotto(['wipe', '--now', '--data', folder])).code).toBe(0);
  });

  it('whose file is damaged, or of another program, is wiped all the same', async () => {
    for (const bytes of ['not a database', '']) {
      const { folder, saved } = await handsetFolder();
      writeFileSync(recordsPath(folder), bytes);
      expect((await sotto(['wipe', '--now', '--data', folder])).code).toBe(0);
      expect(readdirSync(folder)).toEqual([]);
      expect(existsSync(saved)).toBe(false);
    }
  });

  it('that another command holds open is wiped by that one, which ends', async () => {
    const { folder } = await handsetFolder();
    const file = join(folder, '..', 'passphrase');
    writeFileSync(file, passphrase);
    const watch = start(['watch', '--json', '--data', folder, '--passphrase-file', file]);
    await expect
      .poll(() => existsSync(join(folder, 'handset.sock')), { timeout: 20_000 })
      .toBe(true);
    expect((await run(['wipe', '--now', '--data', folder])).code).toBe(0);
    expect((await watch.ended).stderr).not.toContain('UNEXPECTED');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that a program holds which does not answer is taken from it, and that is said', async () => {
    const { folder } = await handsetFolder();
    const held = await openFolder(folder);
    onTestFinished(() => held.close().catch(() => undefined));
    const { code, stdout } = await sotto(['wipe', '--now', '--data', folder]);
    expect(code).toBe(0);
    expect(stdout).toContain('does not answer');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('sotto wipe test', () => {
  it('wipes a canary beside the handset, finds nothing of it in its files, and keeps the result', async () => {
    const { folder } = await handsetFolder();
    const file = join(folder, '..', 'passphrase');
    writeFileSync(file, passphrase);
    const args = ['--json', '--data', folder, '--passphrase-file', file];
    const { code, stdout } = await sotto(['wipe', 'test', ...args]);
    const [row] = rows(stdout);
    expect(row).toMatchObject({ type: 'wipe-test', passed: true });
    expect(row?.['checks']).toEqual(
      ['opens', 'found', 'wiped', 'refused', 'empty', 'gone'].map((check) => ({
        ...{ check, outcome: 'passed' },
      })),
    );
    expect(code).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith('canary'))).toEqual([]);
    const status = rows((await sotto(['status', ...args, '--timeout', '1'])).stdout);
    expect(status[0]).toMatchObject({ wipeTest: { passed: true } });
    expect(readFileSync(recordsPath(folder)).length).toBeGreaterThan(0);
  });

  it('ends with 1 and says what failed', async () => {
    const wipeTest = {
      ...{ atMs: 0, passed: false },
      checks: [{ check: 'gone', outcome: 'failed' }],
    } as const;
    await expect(runOnFake({ wipeTest }, 'wipe test')).rejects.toMatchObject({
      code: 'WIPE_TEST_FAILED',
    });
  });
});
