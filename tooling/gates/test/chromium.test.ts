import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findChromium } from '../src/tests/chromium.ts';
import { makeTree } from './tree.ts';

test('the Chromium that is named wins over one that is installed', async () => {
  const root = makeTree({ named: '', 'bin/chromium': '' });
  for (const name of ['named', 'bin/chromium']) chmodSync(join(root, name), 0o755);
  const env = { SOTTO_CHROMIUM: join(root, 'named'), PATH: join(root, 'bin') };
  expect(await findChromium(env)).toEqual({ path: join(root, 'named'), tried: [] });
  const { path } = await findChromium({ PATH: join(root, 'bin') });
  expect(path).toBe(join(root, 'bin/chromium'));
});

test('a name that is no program is refused rather than passed over', async () => {
  const root = makeTree({ 'not-a-program': '' });
  const env = { SOTTO_CHROMIUM: join(root, 'not-a-program') };
  await expect(findChromium(env)).rejects.toThrow('SOTTO_CHROMIUM');
});
