import { expect, test } from 'vitest';
import { followSample, knownPosition } from './sample-log.ts';

test('a log comes to the same position in a browser as it does in Node', async () => {
  expect(await followSample()).toBe(knownPosition);
});
