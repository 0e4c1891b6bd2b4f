import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../..');

test('the example of the README runs', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const [, example] = /```ts\n(.*?)```/s.exec(readme)!;
  const args = ['--conditions=@sotto/source', '--input-type=module-typescript', '--eval', example!];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(stdout, stderr).toBe('Tea at four?\n32 3 3n\n');
});
