import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Ended, RunOptions } from './program-fixture.ts';
import { rows, sotto } from './program-fixture.ts';
import { startTestRelay } from './relay-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A folder with a handset in it, and a way to run commands on it. */
async function handset(
  relay: string,
  name: string,
): Promise<(args: readonly string[], options?: RunOptions) => Promise<Ended>> {
  const folder = temporaryFolder();
  const file = join(folder, 'passphrase');
  writeFileSync(file, `passphrase of ${name}\n`, { mode: 0o600 });
  const env = { SOTTO_DATA: join(folder, 'data'), SOTTO_PASSPHRASE_FILE: file };
  const run = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
    sotto(args, { ...options, folder, env: { ...env, ...options.env } });
  expect(await run(['init', '--relay', relay, '--name', name])).toMatchObject({
    code: 0,
    stderr: '',
  });
  return run;
}

/** Two handsets that know each other. */
async function couple(relay: string): Promise<{ ada: Runner; grace: Runner }> {
  const [ada, grace] = [await handset(relay, 'Ada'), await handset(relay, 'Grace')];
  const [invite] = rows((await ada(['invite', '--json'])).stdout);
  expect(await grace(['accept', '-'], { input: `${String(invite?.['link'])}\n` })).toMatchObject({
    code: 0,
  });
  expect(
    await ada(['watch', '--seconds', '30', '--json'], until('"type":"conversation"')),
  ).toMatchObject({ code: 0 });
  return { ada, grace };
}
type Runner = Awaited<ReturnType<typeof handset>>;

/** Stops a command when its output holds the text. */
function until(text: string): RunOptions {
  const stop = new AbortController();
  return { stop, onOutput: (piece) => void (piece.includes(text) && stop.abort()) };
}

test('a handset is made once in a folder that only its owner can read', async () => {
  const relay = await startTestRelay();
  const folder = temporaryFolder();
  const file = join(folder, 'passphrase');
  writeFileSync(file, 'four random words', { mode: 0o600 });
  const args = [
    'init',
    '--data',
    'deep/data',
    '--passphrase-file',
    'passphrase',
    '--relay',
    relay.url,
    '--json',
  ];
  const first = await sotto(args, { folder });
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(rows(first.stdout)).toEqual([
    {
      type: 'handset',
      identity: expect.stringMatching(/^[0-9a-f]{64}$/),
      relay: relay.url,
      name: '',
      data: join(folder, 'deep/data'),
    },
  ]);
  expect(statSync(join(folder, 'deep/data')).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'deep/data/handset.db')).mode & 0o777).toBe(0o600);
  const second = await sotto(args, { folder });
  expect(second).toMatchObject({ code: 1, stdout: '' });
  expect(rows(second.stderr)).toMatchObject([{ type: 'error', code: 'FOLDER_OCCUPIED' }]);
});

test('an unknown command, option or value is usage, and nothing is made', async () => {
  const folder = temporaryFolder();
  const env = { SOTTO_DATA: join(folder, 'data') };
  for (const args of [
    ['frobnicate'],
    ['send'],
    ['send', 'a', 'b', 'c'],
    ['history', 'Ada', '--limit', '0'],
    ['history', 'Ada', '--limit', '5x'],
    ['history', '--picture', 'x'],
    ['invite', '--expires', 'soon'],
    ['status', '--json=yes'],
  ]) {
    expect(await sotto(args, { env, folder }), args.join(' ')).toMatchObject({
      code: 2,
      stdout: '',
    });
  }
  expect(await sotto(['status'], { env: { ...env, SOTTO_JSON: 'maybe' } })).toMatchObject({
    code: 2,
  });
  expect(existsSync(env.SOTTO_DATA)).toBe(false);
});

test('help and version are data: they go to stdout', async () => {
  expect(await sotto(['--help'])).toMatchObject({ code: 0, stderr: '' });
  expect((await sotto(['send', '-h'])).stdout).toContain('--picture FILE');
  expect((await sotto(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(await sotto([])).toMatchObject({ code: 2 });
});

test('a folder without a handset, a wrong passphrase and a missing one have codes of their own, and make nothing', async () => {
  const relay = await startTestRelay();
  const folder = temporaryFolder();
  const nowhere = await sotto(['status', '--data', 'typo'], { folder });
  expect(nowhere).toMatchObject({ code: 6, stdout: '' });
  expect(existsSync(join(folder, 'typo'))).toBe(false);
  const ada = await handset(relay.url, 'Ada');
  const wrong = join(folder, 'wrong');
  writeFileSync(wrong, 'not the passphrase', { mode: 0o600 });
  expect(await ada(['contacts', '--passphrase-file', wrong])).toMatchObject({
    code: 3,
    stderr: 'sotto: The passphrase does not open this handset.\n',
  });
  writeFileSync(wrong, 'short');
  chmodSync(wrong, 0o600);
  expect(
    await sotto(['init', '--data', 'x', '--passphrase-file', wrong, '--relay', relay.url], {
      folder,
    }),
  ).toMatchObject({ code: 3 });
});

test('a relay that is away is told in a sentence, and what was sent meanwhile leaves later', async () => {
  const relay = await startTestRelay();
  const { ada, grace } = await couple(relay.url);
  await relay.stop();
  const sent = await ada(['send', 'Grace', 'are you there?', '--timeout', '1']);
  expect(sent).toMatchObject({ code: 4, stdout: '' });
  expect(sent.stderr).toMatch(
    /^sotto: The relay could not be reached in time\. The message is queued/,
  );
  expect(await ada(['invite', '--timeout', '2'])).toMatchObject({ code: 4, stdout: '' });
  const [status] = rows((await ada(['status', '--json', '--timeout', '5'])).stdout);
  expect(status).toMatchObject({ connection: 'offline', watched: false });
  expect(status?.['queued']).toBeGreaterThan(0);
  const [waiting] = rows((await ada(['history', 'Grace', '--json'])).stdout);
  expect(waiting).toMatchObject({ text: 'are you there?', state: 'queued', mine: true });

  await relay.start();
  await ada(['watch', '--json', '--seconds', '30'], until('"state":"relayed"'));
  const heard = await grace(['watch', '--count', '1', '--seconds', '30', '--json', '--unread']);
  expect(rows(heard.stdout)).toContainEqual(
    expect.objectContaining({
      type: 'message',
      text: 'are you there?',
      senderName: 'Ada',
      isNew: true,
    }),
  );
});

test('what arrived unseen is printed by watch --unread, once when it is marked as read', async () => {
  const relay = await startTestRelay();
  const { ada, grace } = await couple(relay.url);
  for (const text of ['one', 'two']) await ada(['send', 'Grace', text]);
  // Arrives during a watch that prints to nobody.
  await grace(['watch', '--json', '--seconds', '30'], until('"text":"two"'));
  const texts = async (args: readonly string[]): Promise<unknown[]> => {
    const { stdout } = await grace(['watch', '--json', '--unread', '--seconds', '1', ...args]);
    return rows(stdout).flatMap((row) =>
      row['type'] === 'message' && row['isNew'] === true ? [row['text']] : [],
    );
  };
  expect(await texts([])).toEqual(['one', 'two']);
  expect(await texts(['--mark-read'])).toEqual(['one', 'two']);
  expect(await texts([])).toEqual([]);
});

test('conversations answer to names, own names first, and to the beginning of an identity; an unclear name sends nothing', async () => {
  const relay = await startTestRelay();
  const { ada, grace } = await couple(relay.url);
  const [contact] = rows((await ada(['contacts', '--json'])).stdout);
  const identity = String(contact?.['identity']);
  for (const name of [
    'grace',
    identity,
    identity.slice(0, 10),
    String(contact?.['conversation']),
  ]) {
    expect(await ada(['send', name, 'hi', '--no-wait']), name).toMatchObject({ code: 0 });
  }
  expect(await ada(['send', identity.slice(0, 7), 'hi'])).toMatchObject({ code: 1, stdout: '' });
  expect(await ada(['send', 'Nobody', 'hi'])).toMatchObject({ code: 1, stdout: '' });

  // A third person suggests the same name.
  const other = await handset(relay.url, 'Grace');
  const [invite] = rows((await other(['invite', '--json'])).stdout);
  expect(await ada(['accept', String(invite?.['link'])])).toMatchObject({ code: 0 });
  expect(rows((await ada(['send', 'Grace', 'hi', '--json'])).stderr)).toMatchObject([
    { code: 'CONVERSATION_AMBIGUOUS' },
  ]);
  await ada(['rename', String(contact?.['conversation']), 'Grace']);
  const [sent] = rows((await ada(['send', 'Grace', 'hi', '--json'])).stdout);
  expect(sent?.['conversation']).toBe(contact?.['conversation']);
  expect(await grace(['contacts'])).toMatchObject({ code: 0 });
});

test('both ends show one safety number, and remember that it was compared', async () => {
  const relay = await startTestRelay();
  const { ada, grace } = await couple(relay.url);
  const [here] = rows((await ada(['verify', 'Grace', '--json'])).stdout);
  const [there] = rows((await grace(['verify', 'Ada', '--json'])).stdout);
  expect(here?.['groups']).toEqual(there?.['groups']);
  expect(here).toMatchObject({ verified: 'none' });
  expect(there).toMatchObject({ verified: 'invite' });
  expect(rows((await ada(['verify', 'Grace', '--matches', '--json'])).stdout)).toMatchObject([
    { verified: 'compared' },
  ]);
  expect(rows((await ada(['verify', 'Grace', '--differs', '--json'])).stdout)).toMatchObject([
    { verified: 'none' },
  ]);
  expect(await ada(['verify', 'Grace', '--matches', '--differs'])).toMatchObject({ code: 2 });
});

test('an invite that was taken back, used or damaged makes no contact', async () => {
  const relay = await startTestRelay();
  const { ada } = await couple(relay.url);
  const [waiting] = rows(
    (await ada(['invite', '--json', '--label', 'for Joan', '--expires', '1h'])).stdout,
  );
  expect(rows((await ada(['invites', '--json'])).stdout)).toMatchObject([
    { id: waiting?.['id'], label: 'for Joan' },
  ]);
  expect(await ada(['invites', '--remove', 'nonsense'])).toMatchObject({ code: 1 });
  expect(await ada(['invites', '--remove', String(waiting?.['id'])])).toMatchObject({ code: 0 });
  expect(await ada(['invites'])).toMatchObject({ code: 0, stdout: '' });
  const joan = await handset(relay.url, 'Joan');
  for (const link of [String(waiting?.['link']), 'https://relay.example/i#garbage', 'not a link']) {
    expect(await joan(['accept', link]), link).toMatchObject({ code: 1, stdout: '' });
  }
  expect(await joan(['contacts'])).toMatchObject({ stdout: '' });
});

test('what is no picture, cannot be read, or has a caption without a picture is refused and not sent', async () => {
  const relay = await startTestRelay();
  const { ada } = await couple(relay.url);
  const text = join(temporaryFolder(), 'notes.txt');
  writeFileSync(text, 'no picture at all');
  expect(await ada(['send', 'Grace', '--picture', text])).toMatchObject({ code: 1, stdout: '' });
  expect(await ada(['send', 'Grace', '--picture', '/no/such/file'])).toMatchObject({
    code: 1,
    stdout: '',
  });
  expect(await ada(['send', 'Grace', 'text', '--caption', 'c'])).toMatchObject({ code: 2 });
  expect(await ada(['send', 'Grace'])).toMatchObject({ code: 2 });
  expect(await ada(['send', 'Grace', ''])).toMatchObject({ code: 1 });
  expect(await ada(['send', 'Grace', '-'], { input: Uint8Array.of(0xff, 0xfe) })).toMatchObject({
    code: 2,
  });
  expect(await ada(['history', 'Grace'])).toMatchObject({ stdout: '' });
});
