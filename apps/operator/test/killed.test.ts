import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openActLog, startLogPosition } from '@sotto/actlog';
import type { ActLog } from '@sotto/actlog';
import { expect, test } from 'vitest';
import { ed25519 } from '../src/ed25519.ts';
import { folderSource } from '../src/network/log-folder.ts';
import { readSettings } from '../src/network/settings.ts';
import { TestNetwork } from './network-fixture.ts';

const main = join(import.meta.dirname, '../src/main.ts');
const killer = join(import.meta.dirname, 'kill-at.ts');
const now = (): number => Math.floor(Date.now() / 1000);

/** Publishes in a process that kills itself at this step; resolves with whether it lived on to its end. */
async function publishAndDie(network: TestNetwork, file: string, killAt: number): Promise<boolean> {
  const { PATH = '' } = process.env;
  const args = ['publish', file, '--passphrase-file', 'passphrase'];
  const node = ['--conditions=@sotto/source', '--import', killer, main];
  const child = spawn(process.execPath, [...node, ...args], {
    cwd: network.folder,
    env: { PATH, KILL_AT: String(killAt) },
    stdio: 'ignore',
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal === 'SIGKILL' || code === 0, `exit code ${code}`).toBe(true);
  return code === 0;
}

/** What a reader that followed the log before sees now; it fails on anything but the same log or a longer one. */
async function followed(log: ActLog, network: TestNetwork): Promise<ActLog> {
  const source = folderSource(network.path('network/log'));
  const follow = await log.follow(source, { ed25519, nowSeconds: now() });
  expect(follow.outcome).toMatch(/^(current|advanced)$/);
  return 'log' in follow ? follow.log : log;
}

const timeout = 300_000;

test(
  'a publish that is killed at any write leaves the old log or the new one, and the next goes on with the same head',
  { timeout },
  async () => {
    const network = await TestNetwork.founded({ at: now() });
    const { pin } = (await readSettings(network.path('network')))!;
    let reader = await followed(openActLog(startLogPosition(pin), []), network);
    let isAlive = false;
    let killAt = 0;
    const sizesAfterDeath = new Set<number>();
    while (!isAlive) {
      killAt += 1;
      network.nowSeconds = now();
      const before = reader.size;
      const file = `network/heartbeat-${before - 1}.proposal`;
      await network.done('propose', 'heartbeat', '--out', file);
      await network.signed(file.slice('network/'.length), 'Ada', 'Cleo');
      isAlive = await publishAndDie(network, file, killAt);
      reader = await followed(reader, network);
      expect([before, before + 1]).toContain(reader.size);
      sizesAfterDeath.add(reader.size - before);
      network.nowSeconds = now();
      // Every other time without the proposal: what was signed is on disk and gone on with; the rest is asked for again.
      if (killAt % 2 === 0) await network.done('publish');
      await network.done('publish', file);
      reader = await followed(reader, network);
      expect(reader.size).toBe(before + 1);
    }
    expect(killAt).toBeGreaterThan(20);
    expect(sizesAfterDeath).toEqual(new Set([0, 1]));
    for (const { shown } of network.witnesses)
      for (const [size, roots] of shown) expect(roots.size, `roots of size ${size}`).toBe(1);
  },
);

test(
  'after a kill another act than the one that was begun is logged behind it, and never in its place',
  { timeout },
  async () => {
    const network = await TestNetwork.founded({ at: now() });
    const freeze = ['freeze', '--level', 'advice', '--text', 'en=Wait.', '--for', '1d'];
    await network.done('propose', ...freeze, '--out', 'network/freeze');
    await network.done('propose', 'heartbeat', '--out', 'network/beat');
    for (const file of ['freeze', 'beat']) await network.signed(file, 'Ada', 'Ben');
    let killAt = 0;
    const journal = (): string => network.text('network/journal.json');
    const founded = journal();
    // Up to where it is signed, and no witness was asked.
    while (journal() === founded) await publishAndDie(network, 'network/beat', ++killAt);
    expect(network.witnesses.every(({ shown }) => !shown.has(2n))).toBe(true);
    network.nowSeconds = now();
    const published = await network.done('publish', 'network/freeze');
    expect(published).toContain('entry 2: a freeze');
    expect(await network.done('publish', 'network/beat')).toContain('entry 1: a heartbeat');
  },
);

test(
  'a founding and a handover that are killed again and again come to their end, with one tree of each size',
  { timeout },
  async () => {
    const network = await TestNetwork.drafted({ at: now() });
    await network.signed('founding.proposal', 'Ada', 'Ben');
    for (let killAt = 1; !(await publishAndDie(network, 'network/founding.proposal', killAt));)
      killAt += 3;
    network.nowSeconds = now();
    await network.done('charter', '--out', 'draft');
    const draft = JSON.parse(network.text('draft')) as object;
    writeFileSync(network.path('draft'), JSON.stringify({ ...draft, witnessQuorum: 3 }));
    await network.done('propose', 'charter', '--draft', 'draft', '--out', 'network/next');
    await network.signed('next', 'Ada', 'Ben');
    for (let killAt = 1; !(await publishAndDie(network, 'network/next', killAt));) killAt += 3;
    const { pin } = (await readSettings(network.path('network')))!;
    const log = await followed(openActLog(startLogPosition(pin), []), network);
    expect(log.size).toBe(2);
    expect(log.position.state.network?.document.charter.witnessQuorum).toBe(3);
    expect(network.has('network/log/handover/0')).toBe(true);
    for (const { shown } of network.witnesses)
      for (const [size, roots] of shown) expect(roots.size, `roots of size ${size}`).toBe(1);
  },
);
