import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sqliteRecords } from '@sotto/records-sqlite';
import { batchKey, batchSize, batchValue } from './batch.ts';
import { runProgram } from './child-program.ts';
import { openPlugin } from './open-plugin.ts';

const rounds = 20;
// Starting so many processes takes its time on a busy machine.
const timeoutMs = 300_000;

test(
  'killed at any moment, every write that resolved is there whole, and none is there in part',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sotto-records-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'records.db');
    const resolved = new Set<number>();
    let next = 0;

    for (let round = 0; round < rounds; round++) {
      const { child, lines, ended } = runProgram('batch-writer.ts', path, String(next));
      const enough = 1 + Math.floor(Math.random() * 150);
      let told = 0;
      for await (const line of lines) {
        if (line !== 'open') resolved.add(Number(line));
        // Between two turns of the writer, or in the middle of one.
        if (++told === enough) setTimeout(() => child.kill('SIGKILL'), Math.random() * 3);
      }
      expect(await ended).toBe('SIGKILL');

      const found = new Map<number, number>();
      const records = await openPlugin(sqliteRecords({ path }));
      for await (const { key, value } of records.range({
        from: batchKey(0, 0),
        to: Uint8Array.of(0xff),
      })) {
        const number = new DataView(key.buffer).getUint32(1);
        expect(Buffer.compare(value, batchValue(number, key[5] ?? -1))).toBe(0);
        found.set(number, (found.get(number) ?? 0) + 1);
      }
      const last = await records.get(Uint8Array.of(0xff));
      await records.close();
      for (const number of resolved)
        expect(found.get(number), `batch ${number} had resolved`).toBe(batchSize);
      for (const [number, count] of found)
        expect(count, `batch ${number} is there in part`).toBe(batchSize);
      const highest = Math.max(-1, ...found.keys());
      if (highest >= 0) expect(last).toEqual(batchKey(highest, 0));
      next = highest + 1;
    }
    expect(resolved.size).toBeGreaterThan(rounds);
  },
  timeoutMs,
);

test(
  'killed while wiping, everything is still there or nothing is',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sotto-records-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'records.db');
    const counts: number[] = [];
    for (let round = 0; round < 10; round++) {
      const { child, lines, ended } = runProgram('wiper.ts', path);
      const enough = 1 + 2 * Math.floor(Math.random() * 5);
      let told = 0;
      for await (const line of lines) {
        if (++told !== enough) continue;
        expect(line).toBe('full');
        setTimeout(() => child.kill('SIGKILL'), Math.random() * 25);
      }
      expect(await ended).toBe('SIGKILL');
      const records = await openPlugin(sqliteRecords({ path }));
      let count = 0;
      for await (const { value } of records.range({
        from: batchKey(0, 0),
        to: Uint8Array.of(0xff),
      })) {
        count += value.length > 0 ? 1 : 0;
      }
      counts.push(count);
      await records.close();
    }
    expect(counts.filter((count) => count !== 0 && count !== 100 * batchSize)).toEqual([]);
  },
  timeoutMs,
);
