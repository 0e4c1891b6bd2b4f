import { expect, test } from 'vitest';
import { followSample, knownPosition } from './sample-log.ts';

test('a log comes to the same position in Node as it does in a browser', async () => {
  expect(await followSample()).toBe(knownPosition);
});
