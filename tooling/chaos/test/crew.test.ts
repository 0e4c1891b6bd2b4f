import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Crew } from '../src/crew.ts';
import { createCrew } from '../src/crew.ts';
import type { Plan } from '../src/plan.ts';

/** Answers with its own process; dies at seed 13, and never answers seed 14. */
const program = `
process.on('message', ({ seed }) => {
  if (seed === 13) process.exit(5);
  if (seed !== 14) process.send({ seed, pid: process.pid });
});
process.on('disconnect', () => process.exit(0));
`;

function crewOf(jobs: number): Crew {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-crew-'));
  const path = join(folder, 'program.mjs');
  writeFileSync(path, program);
  const crew = createCrew({ jobs, program: path, maxStoryMs: 2_000 });
  onTestFinished(() => {
    crew.end();
    rmSync(folder, { recursive: true });
  });
  return crew;
}

function planOf(seed: number): Plan {
  return { seed, story: 'pair', steps: 1, faults: [], realCrypto: false };
}

test('stories are told by as many processes as there are jobs, each answer to its own plan', async () => {
  const crew = crewOf(2);
  const seeds = [1, 2, 3, 4, 5, 6];
  const told = await Promise.all(seeds.map((seed) => crew.tell(planOf(seed))));
  expect(told.map(({ seed }) => seed)).toEqual(seeds);
  expect(new Set(told.map((each) => (each as unknown as { pid: number }).pid)).size).toBe(2);
});

test('a process that dies is a failure of its seed, and the next seed has a new one', async () => {
  const crew = crewOf(1);
  const outcomes = await Promise.all([13, 1].map((seed) => crew.tell(planOf(seed))));
  expect(outcomes[0]).toEqual({ seed: 13, broken: 'Its process ended (5).' });
  expect(outcomes[1]).toMatchObject({ seed: 1 });
});

test('a story without an end is a failure of its seed, and is left', async () => {
  const crew = crewOf(1);
  const outcomes = await Promise.all([14, 1].map((seed) => crew.tell(planOf(seed))));
  expect(outcomes[0]).toEqual({ seed: 14, broken: 'It took more than 2 s.' });
  expect(outcomes[1]).toMatchObject({ seed: 1 });
});

test('a process tells fifty stories and no more, and none is lost when it is replaced', async () => {
  const crew = crewOf(1);
  const seeds = Array.from({ length: 101 }, (_, at) => at + 20);
  const told = await Promise.all(seeds.map((seed) => crew.tell(planOf(seed))));
  expect(told.map(({ seed }) => seed)).toEqual(seeds);
  const pids = told.map((each) => (each as unknown as { pid: number }).pid);
  expect(new Set(pids).size).toBe(3);
  expect(pids.filter((pid) => pid === pids[0])).toHaveLength(50);
});
