import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { alarmPath, openAlarm, parseAlarm } from '@sotto/actlog';
import { isSottoError } from '@sotto/core';
import { jsonLog } from '@sotto/server';
import { parseVerifierKey } from '@sotto/tlog';
import { startWitness } from '../src/assemble.ts';
import type { AlarmOptions } from '../src/options.ts';
import { readOptions } from '../src/options.ts';
import { raiseAlarm } from '../src/raise-alarm.ts';
import { nowMs, temporaryFolder } from './served.ts';
import { ed25519, TestLog } from './test-log.ts';

const log = await TestLog.of('example.com/log');
const other = await TestLog.of('example.com/other');
const texts = { en: 'The log showed me two trees.', ar: 'أراني السجل شجرتين.' };

interface Running {
  readonly get: () => Promise<Response>;
  readonly say: (change?: Partial<AlarmOptions>, atMs?: number) => Promise<string>;
  readonly key: string;
  readonly folder: string;
}

async function witnessOf(...logs: readonly TestLog[]): Promise<Running> {
  const folder = await temporaryFolder();
  const [data, file] = [join(folder, 'data'), join(folder, 'logs.json')];
  await writeFile(file, JSON.stringify({ logs: logs.map(({ entry }) => entry) }));
  await writeFile(join(folder, 'texts.json'), JSON.stringify(texts));
  let key = '';
  const lines = jsonLog((line) => {
    const { verifierKey } = JSON.parse(line) as { readonly verifierKey?: string };
    key = verifierKey ?? key;
  });
  const options = readOptions(
    ['--data', data, '--logs', file, '--name', 'w.example', '--port', '0'],
    {},
  );
  const server = await startWitness(options, lines);
  onTestFinished(() => server.close());
  const alarm: AlarmOptions = {
    data,
    logs: file,
    isRaised: true,
    texts: join(folder, 'texts.json'),
    origin: undefined,
  };
  return {
    folder,
    key,
    get: () => fetch(`http://127.0.0.1:${server.port}/log/${alarmPath(log.origin, 'w.example')}`),
    say: async (change = {}, atMs = nowMs) => {
      try {
        await raiseAlarm({ ...alarm, ...change }, atMs, lines);
        return 'said';
      } catch (error) {
        return isSottoError(error) ? error.code : String(error);
      }
    },
  };
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

describe('an alarm', () => {
  test('is raised beside a running witness, which serves it to any page, signed by its own key alone', async () => {
    const witness = await witnessOf(log);
    expect((await witness.get()).status).toBe(404);
    expect(await witness.say()).toBe('said');
    const response = await witness.get();
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const rules = {
      logKey: log.verifierKey,
      witnesses: [parseVerifierKey(witness.key)],
      quorum: 1,
    };
    expect(
      await openAlarm(await bytesOf(response), rules, { ed25519, nowSeconds: nowMs / 1_000 }),
    ).toMatchObject({ witness: 'w.example', isRaised: true, texts: [{ text: texts.en }, {}] });
  });

  test('is taken back by a later word, and never by an earlier one', async () => {
    const witness = await witnessOf(log);
    await witness.say();
    expect(await witness.say({ isRaised: false }, nowMs)).toBe('WITNESS_ALARM');
    expect(parseAlarm(await bytesOf(await witness.get())).isRaised).toBe(true);
    expect(await witness.say({ isRaised: false }, nowMs + 1_000)).toBe('said');
    expect(parseAlarm(await bytesOf(await witness.get())).isRaised).toBe(false);
  });

  test('names its log when there are several, and one that is watched', async () => {
    const witness = await witnessOf(log, other);
    expect(await witness.say()).toBe('WITNESS_ALARM');
    expect(await witness.say({ origin: 'else.example' })).toBe('WITNESS_ALARM');
    expect(await witness.say({ origin: other.origin })).toBe('said');
    expect((await witness.get()).status).toBe(404);
    expect(await witness.say({ origin: log.origin })).toBe('said');
  });

  test('needs texts that members can be shown', async () => {
    const witness = await witnessOf(log);
    const path = join(witness.folder, 'bad.json');
    for (const bad of [
      '{',
      '[]',
      '{}',
      '{"en":7}',
      '{"en":""}',
      '{"EN!":"x"}',
      '{"en":"a\\u202eb"}',
    ]) {
      await writeFile(path, bad);
      expect(await witness.say({ texts: path }), bad).toBe('WITNESS_ALARM');
    }
    expect(await witness.say({ texts: join(witness.folder, 'none.json') })).toBe('WITNESS_ALARM');
    expect((await witness.get()).status).toBe(404);
  });
});

test('what is no alarm is not served', async () => {
  const witness = await witnessOf(log);
  const { url } = await witness.get();
  for (const path of ['/log/alarm/', '/log/alarm/..%2f..%2fwitness.key', '/log/witness.key'])
    expect((await fetch(new URL(path, url))).status).toBe(404);
});

test('raising and taking back are two words', () => {
  expect(() => readOptions(['--alarm', 'a', '--lift', 'b'], {})).toThrow(/not both/);
  expect(readOptions(['--lift', 'b'], {}).alarm).toMatchObject({ isRaised: false, texts: 'b' });
});
