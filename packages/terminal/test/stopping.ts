// A program for stop-signals.test.ts: says when it was told to stop, and then needs its time to end in good order.
import { writeSync } from 'node:fs';
import { stopSignal } from '../src/stop-signals.ts';

const orderMs = 2_500;
const alive = setInterval(() => undefined, 1_000);
stopSignal().signal.addEventListener('abort', () => {
  writeSync(1, 'stopping\n');
  setTimeout(() => {
    writeSync(1, 'in good order\n');
    clearInterval(alive);
  }, orderMs);
});
writeSync(1, 'begun\n');
