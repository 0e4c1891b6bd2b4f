import { nodeCrypto } from '@sotto/crypto-node';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { knownCipherSuites } from '../../src/suite/cipher-suites.ts';
import { passiveVectors } from './passive-vectors.ts';

const executable = join(import.meta.dirname, '../../conformance/passive-client.ts');
const crypto = await nodeCrypto().create({});
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'passive-client-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

function run(...paths: readonly string[]) {
  const { stdout, status } = spawnSync(process.execPath, [executable, ...paths], {
    encoding: 'utf8',
  });
  return { lines: stdout.trimEnd().split('\n'), status };
}

describe('the passive client follows groups that ts-mls leads', () => {
  for (const { id, name } of knownCipherSuites.filter((suite) => suite.id < 8)) {
    test(name, { timeout: 300_000 }, async () => {
      const vectors = await passiveVectors(crypto, id);
      const path = write(`${name}.json`, vectors);
      expect(run(path)).toEqual({ lines: [`${vectors.length} passed, 0 failed`], status: 0 });
    });
  }
});
