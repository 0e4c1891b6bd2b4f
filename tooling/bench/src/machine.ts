import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from './measure.ts';

/** What the figures were measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  readonly node: string;
  /** Median of one small write made durable, in the folder for temporary files. */
  readonly fdatasyncMs: number;
}

export function describeMachine(): Machine {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    fdatasyncMs: measureFdatasync(),
  };
}

function measureFdatasync(): number {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-bench-'));
  const file = openSync(join(folder, 'probe'), 'w');
  const samples: number[] = [];
  for (let count = 0; count < 100; count += 1) {
    writeSync(file, new Uint8Array(4_096), 0, 4_096, 4_096 * count);
    const start = performance.now();
    fdatasyncSync(file);
    samples.push(performance.now() - start);
  }
  closeSync(file);
  rmSync(folder, { recursive: true });
  return quantile(samples, 0.5);
}
