import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askHidden } from '../src/hidden-prompt.ts';
import { readPassphraseFile } from '../src/passphrase-file.ts';
import { readPassphrase } from '../src/passphrase.ts';
import { collector, fakeTerminal } from './fake-terminal.ts';
import { temporaryFolder } from './temporary-folder.ts';

const otherwise = '--passphrase-file';

test('a typed passphrase is not shown, and the terminal is left as it was', async () => {
  const { keyboard, rawModes } = fakeTerminal();
  const screen = collector();
  const asked = askHidden('Passphrase: ', keyboard, screen.stream);
  keyboard.write('correct horsx\u007fe\r');
  expect(await asked).toBe('correct horse');
  expect(screen.text()).toBe('Passphrase: \n');
  expect(rawModes).toEqual([true, false]);
});

test('Ctrl-C and a closed keyboard end the question', async () => {
  for (const end of ['key', 'close'] as const) {
    const { keyboard } = fakeTerminal();
    const asked = askHidden('Passphrase: ', keyboard, collector().stream);
    if (end === 'key') keyboard.write('half a pass\u0003');
    else keyboard.end();
    await expect(asked).rejects.toMatchObject({ code: 'CLI_INTERRUPTED' });
  }
});

test('a new passphrase is asked for twice and must be the same', async () => {
  for (const [again, outcome] of [
    ['first one', 'first one'],
    ['another', undefined],
  ] as const) {
    const { keyboard } = fakeTerminal();
    const screen = collector((text) => {
      const typed = text.startsWith('Passphrase') ? 'first one\r' : `${again}\r`;
      if (text !== '\n') setImmediate(() => keyboard.write(typed));
    });
    const terminal = {
      stdin: keyboard,
      stdout: screen.stream,
      stderr: screen.stream,
      env: {},
      folder: '/',
    };
    const read = readPassphrase(
      { terminal, file: undefined, otherwise, say: async () => undefined },
      true,
    );
    if (outcome === undefined)
      await expect(read).rejects.toMatchObject({ code: 'PASSPHRASE_MISMATCH' });
    else expect(await read).toBe(outcome);
  }
});

test('the first line of a file is the passphrase, whatever ends it', async () => {
  const path = join(temporaryFolder(), 'passphrase');
  for (const content of [
    'four random words',
    'four random words\n',
    'four random words\r\nnote\n',
  ]) {
    writeFileSync(path, content, { mode: 0o600 });
    expect(await readPassphraseFile(path)).toEqual({
      passphrase: 'four random words',
      exposed: false,
    });
  }
});

test('a file that others may read is used and told of', async () => {
  const file = join(temporaryFolder(), 'passphrase');
  writeFileSync(file, 'four random words', { mode: 0o644 });
  const said: string[] = [];
  const stream = collector().stream;
  const { keyboard: stdin } = fakeTerminal();
  const terminal = { stdin, stdout: stream, stderr: stream, env: {}, folder: '/' };
  await readPassphrase(
    { terminal, file, otherwise, say: async (sentence) => void said.push(sentence) },
    false,
  );
  expect(said).toEqual([expect.stringContaining('Others than you can read')]);
});

test('an empty, absent, or binary passphrase file is refused', async () => {
  const path = join(temporaryFolder(), 'passphrase');
  await expect(readPassphraseFile(path)).rejects.toMatchObject({ code: 'FILE_UNUSABLE' });
  writeFileSync(path, '\nsecond line');
  await expect(readPassphraseFile(path)).rejects.toMatchObject({ code: 'PASSPHRASE_MISSING' });
  writeFileSync(path, Uint8Array.of(0xff, 0xfe, 0xfd));
  await expect(readPassphraseFile(path)).rejects.toMatchObject({ code: 'FILE_UNUSABLE' });
});
