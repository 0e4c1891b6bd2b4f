import type { BackupApi, BackupKeeping } from '@sotto/handset';
import { expect, test } from 'vitest';
import { runOnFake } from './run-on-fake.ts';

const day = 86_400_000;
const madeAtMs = Date.UTC(2026, 10, 1, 12);
const kept: BackupKeeping = {
  ...{ isOn: true, withPictures: true, state: 'kept', isAlarming: false, isOwn: true },
  ...{ madeAtMs, keptAtMs: madeAtMs, goneAtMs: madeAtMs + 30 * day },
};

function world(first: BackupKeeping | undefined): Parameters<typeof runOnFake>[0] {
  let now = first;
  const backup: Pick<BackupApi, 'list' | 'keeping' | 'keep' | 'make'> = {
    list: async () => [],
    keeping: async () => now,
    keep: async (isOn) => void (now = now && { ...now, isOn }),
    make: async () => {
      throw new Error('Nothing is made here.');
    },
  };
  return { answers: { backup: backup as BackupApi } };
}

test('the list says until when the backup for the key on paper is there, and nothing where there is no key', async () => {
  const { text, rows } = await runOnFake(world(kept), 'backup list');
  expect(text).toMatch(/^For the key on paper: kept at the relay\n {2}that of .*, is there until /);
  expect(text).not.toContain('\u001B[31m');
  expect(rows[0]).toMatchObject({
    ...{ type: 'backup-keeping', on: true, state: 'kept', alarming: false, own: true },
    gone: new Date(madeAtMs + 30 * day).toISOString(),
  });
  expect((await runOnFake(world(undefined), 'backup list')).rows).toEqual([]);
});

test('one that will be gone, or is, is said in red with what to do', async () => {
  const failure = { sinceMs: madeAtMs + 8 * day, code: 'LINK_UNREACHABLE' };
  for (const [state, words] of [
    ['late', 'is there until'],
    ['gone', 'is gone since'],
  ] as const) {
    const late = { ...kept, state, isAlarming: true, failure };
    const { text } = await runOnFake(world(late), 'backup list');
    expect(text.startsWith('\u001B[31m')).toBe(true);
    expect(text).toContain(words);
    expect(text).toContain('could not be made again since');
    expect(text).toContain('sotto backup make');
  }
});

test('it is kept or let go by a word, and at the relay there is one for the key on paper alone', async () => {
  const { rows } = await runOnFake(world(kept), 'backup keep', ['off']);
  expect(rows[0]).toMatchObject({ on: false });
  await expect(runOnFake(world(kept), 'backup keep', ['maybe'])).rejects.toMatchObject({
    code: 'CLI_USAGE',
  });
  await expect(
    runOnFake(world(kept), 'backup make', ['--recipient', 'age1abc']),
  ).rejects.toMatchObject({
    code: 'CLI_USAGE',
    message: expect.stringContaining('key on paper'),
  });
});
