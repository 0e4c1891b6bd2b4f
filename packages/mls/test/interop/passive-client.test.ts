import { nodeCrypto } from '@sotto/crypto-node';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PassiveClientVector } from '../../conformance/vector.mts';
import { knownCipherSuites } from '../../src/suite/cipher-suites.ts';
import { fromHex, toHex } from '../vectors.ts';
import { oneVector, passiveVectors } from './passive-vectors.ts';

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
  test.each(knownCipherSuites)('$name', { timeout: 300_000 }, async ({ id }) => {
    const vectors = await passiveVectors(crypto, id);
    const path = write(`suite-${id}.json`, vectors);
    expect(run(path)).toEqual({ lines: [`${vectors.length} passed, 0 failed`], status: 0 });
  });
});

describe('the executable', () => {
  let vector: PassiveClientVector;

  beforeAll(async () => {
    vector = await oneVector(crypto);
  });

  /** Of the vector alone, changed. */
  function failureOf(change: object): string {
    const path = write('changed.json', [vector, { ...vector, ...change }]);
    const { lines, status } = run(path);
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
    expect(lines.length).toBe(2);
    expect(status).toBe(1);
    expect(lines[0]!.startsWith(`${path} #1 (suite `)).toBe(true);
    return lines[0]!.replace(/^.*?\): /, '');
  }

  test('says which vector failed, where and why', () => {
    const zeros = '00'.repeat(32);
    expect(failureOf({ initial_epoch_authenticator: zeros })).toBe('Welcome: EPOCH_AUTHENTICATOR');
    expect(failureOf({ init_priv: vector.encryption_priv })).toBe('Welcome: PRIVATE_KEY');
    expect(failureOf({ external_psks: [] })).toMatch(/^Welcome: MLS_PSK_UNKNOWN /);
    expect(failureOf({ cipher_suite: 1 })).toMatch(/^Welcome: /);
    const [first, second] = vector.epochs!;
    const swapped = [second!, first!];
    expect(failureOf({ epochs: swapped })).toMatch(/^epoch 0: MLS_EPOCH_FUTURE /);
    const wrong = [first!, { ...second!, epoch_authenticator: zeros }];
    expect(failureOf({ epochs: wrong })).toBe('epoch 1: EPOCH_AUTHENTICATOR');
  });

  test('reads folders, lists, single vectors, and fields that it does not know', () => {
    const inner = join(folder, 'some', 'deeper');
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, 'one.json'), JSON.stringify({ ...vector, comment: 'unknown' }));
    writeFileSync(join(inner, 'more.json'), JSON.stringify({ vectors: [vector, vector] }));
    writeFileSync(join(inner, 'notes.json'), JSON.stringify([{ comment: 'no vector' }]));
    const { lines, status } = run(join(folder, 'some'));
    expect(lines).toEqual([
      `${join(inner, 'notes.json')}: holds no passive-client vectors`,
      '3 passed, 0 failed',
    ]);
    expect(status).toBe(0);
  });

  test('takes ECDSA keys without their leading zeros, with one too many, or with the public key', async () => {
    const trimmed = vector.signature_priv.replace(/^(00)+/, '');
    const seed = fromHex(vector.signature_priv);
    const publicKey = toHex(await crypto.signatures['P-256'].publicKey(seed));
    const path = write('keys.json', [
      { ...vector, signature_priv: trimmed },
      { ...vector, signature_priv: `00${vector.signature_priv}` },
      { ...vector, signature_priv: `${vector.signature_priv}${publicKey}` },
    ]);
    expect(run(path).lines).toEqual(['3 passed, 0 failed']);
  });

  test('fails where there is nothing to run', () => {
    expect(run(write('nothing.json', []))).toEqual({ lines: ['0 passed, 0 failed'], status: 1 });
    const path = write('else.json', { some: 'thing' });
    expect(run(path).lines.at(-1)).toBe('0 passed, 1 failed');
    expect(run().status).toBe(2);
  });

  test('is started by a Node that reads no types', () => {
    const args = ['--no-strip-types', executable, write('plain.json', vector)];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stdout).toBe('1 passed, 0 failed\n');
  });
});
