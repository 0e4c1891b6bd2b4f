import { expect, test } from 'vitest';
import { createWorkMeter } from '../src/work-meter.ts';

test('idle waits for all that is tracked, and for what follows from it', async () => {
  const meter = createWorkMeter();
  const done: number[] = [];
  void meter
    .track(new Promise<void>((resolve) => setTimeout(resolve, 20)))
    .then(() => meter.track(Promise.resolve()))
    .then(() => done.push(1));
  await meter.idle();
  expect(done).toEqual([1]);
});

test('what goes on for ever in one moment is noticed', async () => {
  const meter = createWorkMeter();
  let goesOn = true;
  const many = (): void => {
    for (let count = 0; count < 1_000; count += 1) meter.touch();
    if (goesOn) setImmediate(many);
  };
  many();
  await expect(meter.idle()).rejects.toMatchObject({ code: 'SIMULATION_STUCK' });
  goesOn = false;
});
