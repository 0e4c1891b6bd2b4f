import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takePhotograph } from '@sotto/photograph';
import { expect, test } from 'vitest';
import type { Ended, RunOptions } from './program-fixture.ts';
import { rows, sotto } from './program-fixture.ts';
import { startTestRelay } from './relay-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

type Rows = readonly Record<string, unknown>[];

interface Person {
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ended>;
  readonly ask: (...args: readonly string[]) => Promise<Rows>;
  /** Watches until the output holds the text; gives all rows. */
  readonly hear: (text: string, ...args: readonly string[]) => Promise<Rows>;
}

async function person(relay: string, name: string): Promise<Person> {
  const folder = temporaryFolder();
  const file = join(folder, 'passphrase');
  writeFileSync(file, `passphrase of ${name}\n`, { mode: 0o600 });
  const env = { SOTTO_DATA: join(folder, 'data'), SOTTO_PASSPHRASE_FILE: file };
  const run = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
    sotto(args, { ...options, folder, env });
  expect(await run(['init', '--relay', relay, '--name', name])).toMatchObject({ code: 0 });
  return {
    run,
    ask: async (...args) => {
      const ended = await run([...args, '--json']);
      expect(ended, args.join(' ')).toMatchObject({ code: 0, stderr: '' });
      return rows(ended.stdout);
    },
    hear: async (text, ...args) => {
      const stop = new AbortController();
      const onOutput = (piece: string): void => void (piece.includes(text) && stop.abort());
      const watch = ['watch', '--seconds', '40', '--json', ...args];
      const { stdout } = await run(watch, { stop, onOutput });
      expect(stdout).toContain(text);
      return rows(stdout);
    },
  };
}

async function couple(): Promise<{ ada: Person; grace: Person }> {
  const relay = await startTestRelay();
  const [ada, grace] = [await person(relay.url, 'Ada'), await person(relay.url, 'Grace')];
  const [invite] = await ada.ask('invite');
  await grace.ask('accept', String(invite?.['link']));
  await ada.hear('"kind":"direct"');
  return { ada, grace };
}

test('a poll is asked in one terminal, answered in another, and both see how it stands', async () => {
  const { ada, grace } = await couple();
  const choices = ['--choice', 'Thursday', '--choice', 'Friday'];
  const [poll] = await ada.ask('send', 'Grace', 'When?', '--kind', 'poll', ...choices);
  const id = String(poll?.['id']);
  await grace.hear(id);
  const [voted] = await grace.ask('vote', 'Ada', id.slice(0, 8), '2');
  expect(voted).toMatchObject({ id, kind: 'custom', changed: ['answers'] });
  expect(voted?.['text']).toContain('☑ 2. Friday (1)');
  await ada.hear('☐ 2. Friday (1)');
  const { stdout } = await ada.run(['history', 'Grace']);
  expect(stdout).toMatch(/\n {4}☐ 1\. Thursday \(0\)\n {4}☐ 2\. Friday \(1\)\n/);
});

test('several pictures in one message are saved one by one, with their captions', async () => {
  const { ada, grace } = await couple();
  const folder = temporaryFolder();
  const files = ['a.jpg', 'b.jpg'].map((name) => join(folder, name));
  for (const [seed, file] of files.entries()) {
    writeFileSync(file, await takePhotograph({ seed, width: 200 + seed, height: 300 }));
  }
  const pictures = files.flatMap((file) => ['--picture', file]);
  const captions = ['--caption', 'The harbour', '--caption', 'The pier'];
  const [sent] = await ada.ask('send', 'Grace', ...pictures, ...captions);
  expect(sent).toMatchObject({ kind: 'pictures', text: 'The harbour\nThe pier' });
  const saved = (await grace.hear('"index":1', '--save-pictures', join(folder, 'saved'))).filter(
    ({ type }) => type === 'picture',
  );
  expect(saved).toMatchObject([
    { index: 0, file: expect.stringMatching(/[0-9a-f]{16}\.jpg$/) },
    { index: 1, file: expect.stringMatching(/[0-9a-f]{16}-2\.jpg$/) },
  ]);
});

test('what is written to oneself stays here, is found again by the beginning of a word, and can be forwarded', async () => {
  const { ada, grace } = await couple();
  await ada.ask('notes', 'The harbour key is under the mat');
  const [found] = await ada.ask('search', 'HARB mat');
  expect(found).toMatchObject({
    conversationKind: 'notes',
    text: 'The harbour key is under the mat',
  });
  expect(await ada.ask('search', 'harb', '--in', 'Grace')).toEqual([]);
  const [sent] = await ada.ask('forward', 'notes', String(found?.['id']).slice(0, 8), 'Grace');
  expect(sent).toMatchObject({ forwarded: true, conversationName: 'Grace', state: 'relayed' });
  expect(await grace.hear('"forwarded":true')).toContainEqual(
    expect.objectContaining({ text: 'The harbour key is under the mat', senderName: 'Ada' }),
  );
});

test('somebody who is blocked is not heard, and is heard again later', async () => {
  const { ada, grace } = await couple();
  expect(await grace.ask('block', 'Ada')).toMatchObject([{ name: 'Ada', blocked: true }]);
  await ada.ask('send', 'Grace', 'hello?');
  await grace.run(['watch', '--seconds', '2']);
  await grace.ask('unblock', 'Ada');
  await ada.ask('send', 'Grace', 'and now?');
  await grace.hear('and now?');
  const texts = (await grace.ask('history', 'Ada')).map(({ text }) => text);
  expect(texts).not.toContain('hello?');
  expect(texts).toContain('and now?');
});

test('a draft, muting and settings stay as they were set', async () => {
  const { ada } = await couple();
  await ada.ask('draft', 'Grace', 'half a thought');
  expect(await ada.ask('draft', 'Grace')).toMatchObject([{ text: 'half a thought' }]);
  await ada.ask('mute', 'Grace');
  expect(await ada.ask('conversations')).toMatchObject([{ muted: true, draft: 'half a thought' }]);
  await ada.ask('settings', '--read-receipts', 'off', '--typing', 'off');
  expect(await ada.ask('settings')).toEqual([
    { type: 'settings', readReceipts: false, deliveryReceipts: true, typing: false },
  ]);
});

test('what is shown once is opened in the terminal, once', async () => {
  const { ada, grace } = await couple();
  const [sent] = await ada.ask('send', 'Grace', 'the code is 4711', '--view-once');
  expect(sent).toMatchObject({ kind: 'once', text: '' });
  const id = String(sent?.['id']);
  const heard = await grace.hear(id);
  expect(JSON.stringify(heard)).not.toContain('4711');
  const [opened] = await grace.ask('open', 'Ada', id.slice(0, 8));
  expect(opened).toEqual({ type: 'once', message: id, text: 'the code is 4711' });
  const again = await grace.run(['open', 'Ada', id.slice(0, 8), '--json']);
  expect(again.stderr).toContain('VIEW_ONCE_OPENED');
});
