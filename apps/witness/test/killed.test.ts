import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openHeads, postTo, temporaryFolder } from './served.ts';
import { TestLog } from './test-log.ts';

const kills = 12;
const main = join(import.meta.dirname, '../src/main.ts');

/** The whole program. Resolves with where it listens, as its log says. */
async function start(
  folder: string,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const options = [
    '--data',
    join(folder, 'data'),
    '--logs',
    join(folder, 'logs.json'),
    '--port',
    '0',
  ];
  const child = spawn(
    process.execPath,
    ['--conditions=@sotto/source', main, ...options, '--name', 'witness.example/w1'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stderr, 'data')) as [Buffer];
  return { child, url: `http://127.0.0.1:${JSON.parse(line.toString()).port}` };
}

test('a witness that is killed at any moment never goes back behind what it cosigned', async () => {
  const folder = await temporaryFolder();
  const origin = 'example.com/log';
  // Two logs of one key that part at entry 5: only one of them may ever be cosigned beyond it.
  const branches = [await TestLog.of(origin), await TestLog.of(origin, 'other')];
  await writeFile(join(folder, 'logs.json'), JSON.stringify({ logs: [branches[0]!.entry] }));
  let size = 0;
  const cosigned = new Set<number>();
  for (let life = 0; life < kills; life += 1) {
    const { child, url } = await start(folder);
    const died = once(child, 'exit');
    setTimeout(() => child.kill('SIGKILL'), 5 + life * 9);
    while (child.exitCode === null && child.signalCode === null) {
      const next = Math.min(size + 1 + (life % 3), 400);
      const bodies = await Promise.all(branches.map((branch) => branch.request(size, next)));
      const answers = await Promise.all(
        bodies.map((body) => postTo(url, body).catch(() => undefined)),
      );
      for (const [branch, answer] of answers.entries()) {
        if (answer?.status === 200) {
          if (next > 5) cosigned.add(branch);
          size = Math.max(size, next);
        }
        // What was kept before a kill, and not answered, may be ahead of what was answered; never behind.
        if (answer?.status !== 409) continue;
        expect(Number(answer.body)).toBeGreaterThanOrEqual(size);
        size = Number(answer.body);
      }
    }
    await died;
  }
  expect(cosigned.size).toBeLessThanOrEqual(1);
  const heads = await openHeads(join(folder, 'data'));
  const latest = heads.latest(origin)!;
  expect(latest.size).toBeGreaterThanOrEqual(BigInt(size));
  const isOf = (branch: TestLog): boolean =>
    Buffer.from(branch.tree.root(latest.size)).equals(latest.root);
  const kept = branches.findIndex(isOf);
  expect(kept).toBeGreaterThanOrEqual(0);
  for (const branch of cosigned) expect(branch).toBe(kept);
  expect(size).toBeGreaterThan(5);
});

test('SIGTERM ends it in good order', async () => {
  const folder = await temporaryFolder();
  const log = await TestLog.of('example.com/log');
  await writeFile(join(folder, 'logs.json'), JSON.stringify({ logs: [log.entry] }));
  const { child, url } = await start(folder);
  expect((await postTo(url, await log.request(0, 8))).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
