import { readFileSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSottoError } from '@sotto/core';
import { environmentName, jsonLog, UsageError } from '@sotto/server';
import { formatSignerKey, signerKey, tlogLimits } from '@sotto/tlog';
import { startWitness } from '../src/assemble.ts';
import { openKeyFile } from '../src/key-file.ts';
import { witnessLimits } from '../src/limits.ts';
import { parseLogs, readLogsFile } from '../src/logs-file.ts';
import { optionTable, program } from '../src/option-table.ts';
import { readOptions } from '../src/options.ts';
import { Remotes } from '../src/remotes.ts';
import { temporaryFolder } from './served.ts';
import { cryptoPoint, ed25519, TestLog } from './test-log.ts';

const log = await TestLog.of('example.com/log');

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return isSottoError(error) ? error.code : String(error);
  }
}

describe('options', () => {
  test('the README has a row for every option, with its variable and default, and no other', () => {
    const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const rows = readme.split('\n').filter((line) => line.startsWith('| `--'));
    const expected = Object.entries(optionTable).map(([name, { value, otherwise, about }]) => {
      const fallback = otherwise === undefined ? '' : `\`${otherwise}\``;
      return `| \`--${name} ${value}\` | \`${environmentName(program, name)}\` | ${fallback} | ${about} |`;
    });
    const plain = (row: string): string => row.replaceAll(/ +/g, ' ').trim();
    expect(rows.map(plain)).toEqual(expected.map(plain));
  });

  test('a flag wins over its variable, which wins over the default, and nonsense is refused in words', () => {
    expect(readOptions([], {}).port).toBe(7380);
    expect(readOptions([], { SOTTO_WITNESS_PORT: '8000' }).port).toBe(8000);
    expect(readOptions(['--port', '0'], { SOTTO_WITNESS_PORT: '8000' }).port).toBe(0);
    for (const args of [
      ['--port', '70000'],
      ['--port', 'x'],
      ['--trusted-proxy-hops', '11'],
      ['--what'],
      ['x'],
    ])
      expect(() => readOptions(args, {}), args.join(' ')).toThrow(UsageError);
  });
});

describe('the file of logs', () => {
  test('names origins with their keys', () => {
    const logs = parseLogs(JSON.stringify({ logs: [log.entry] }));
    expect([...logs.keys()]).toEqual([log.origin]);
    expect(logs.get(log.origin)?.[0]?.keyId).toBe(log.key.keyId);
  });

  test('is refused when it is not what it should be', async () => {
    const { entry } = log;
    for (const bad of [
      [],
      null,
      { logs: [] },
      { logs: {} },
      { logs: [entry, entry] },
      { logs: [{ keys: entry.keys }] },
      { logs: [{ ...entry, origin: '' }] },
      { logs: [{ ...entry, origin: 'a\nb' }] },
      { logs: [{ ...entry, keys: [] }] },
      { logs: [{ ...entry, keys: [7] }] },
      { logs: [{ ...entry, keys: Array.from({ length: 17 }, () => entry.keys[0]) }] },
    ]) {
      const text = JSON.stringify(bad);
      expect(await codeOf(Promise.resolve().then(() => parseLogs(text))), text).toBe(
        'WITNESS_CONFIG',
      );
    }
    expect(await codeOf(Promise.resolve().then(() => parseLogs('{')))).toBe('WITNESS_CONFIG');
    const folder = await temporaryFolder();
    expect(await codeOf(readLogsFile(join(folder, 'none.json')))).toBe('WITNESS_CONFIG');
    await writeFile(join(folder, 'long.json'), ' '.repeat(witnessLimits.maxLogsFileBytes + 1));
    expect(await codeOf(readLogsFile(join(folder, 'long.json')))).toBe('WITNESS_CONFIG');
  });
});

describe('the key file', () => {
  test('is made once, for its owner alone, and read afterwards', async () => {
    const path = join(await temporaryFolder(), 'witness.key');
    const made = await openKeyFile(path, 'w.example', true, cryptoPoint);
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(await openKeyFile(path, undefined, false, cryptoPoint)).toEqual(made);
    expect([made.type, made.name]).toEqual(['cosignature', 'w.example']);
  });

  test('is never made anew for a witness that has cosigned, nor taken under another name or type', async () => {
    const path = join(await temporaryFolder(), 'witness.key');
    expect(await codeOf(openKeyFile(path, 'w.example', false, cryptoPoint))).toBe('WITNESS_KEY');
    expect(await codeOf(openKeyFile(path, undefined, true, cryptoPoint))).toBe('WITNESS_KEY');
    expect(await codeOf(openKeyFile(path, 'a b', true, cryptoPoint))).toBe('WITNESS_KEY');
    await openKeyFile(path, 'w.example', true, cryptoPoint);
    expect(await codeOf(openKeyFile(path, 'v.example', true, cryptoPoint))).toBe('WITNESS_KEY');
    const plain = await signerKey('ed25519', 'w.example', new Uint8Array(32), ed25519);
    for (const bad of [formatSignerKey(plain), '', 'x']) {
      await writeFile(path, bad);
      expect(await codeOf(openKeyFile(path, undefined, true, cryptoPoint))).toBe('WITNESS_KEY');
    }
  });

  test('a lost key stops the program, and no secret is in its log', async () => {
    const folder = await temporaryFolder();
    const [data, logs] = [join(folder, 'data'), join(folder, 'logs.json')];
    await writeFile(logs, JSON.stringify({ logs: [log.entry] }));
    const lines: string[] = [];
    const options = {
      data,
      logs,
      name: 'w.example',
      host: '127.0.0.1',
      port: 0,
      trustedProxyHops: 0,
    };
    const run = () =>
      startWitness(
        options,
        jsonLog((line) => lines.push(line)),
      );
    const server = await run();
    const url = `http://127.0.0.1:${server.port}/add-checkpoint`;
    const body = Buffer.from(await log.request(0, 8));
    expect((await fetch(url, { method: 'POST', body })).status).toBe(200);
    await server.close();
    const key = (await readFile(join(data, 'witness.key'), 'utf8')).trim();
    expect(lines.join('')).not.toContain(key.split('+').at(-1));
    expect(lines.join('')).toContain('w.example+');
    await rm(join(data, 'witness.key'));
    expect(await codeOf(run())).toBe('WITNESS_KEY');
  });
});

describe('rates', () => {
  test('an address gets its burst, then its rate; others are not touched', () => {
    let nowMs = 0;
    const remotes = new Remotes(() => nowMs);
    for (let take = 0; take < witnessLimits.requestsBurst; take += 1)
      expect(remotes.take('10.0.0.1')).toBe(0);
    const waitMs = remotes.take('10.0.0.1');
    expect(waitMs).toBe(1000 / witnessLimits.requestsPerSecond);
    expect(remotes.take('10.0.0.2')).toBe(0);
    nowMs += waitMs;
    expect(remotes.take('10.0.0.1')).toBe(0);
    expect(remotes.take('10.0.0.1')).toBeGreaterThan(0);
  });
});

test('the bound of a body is the one of the format', () => {
  expect(witnessLimits.maxBodyBytes).toBe(tlogLimits.maxWitnessRequestBytes);
});
