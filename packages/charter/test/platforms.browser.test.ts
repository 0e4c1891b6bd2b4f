import { expect, test } from 'vitest';
import { hashOfSampleLog, knownStateHash } from './sample-log.ts';

test('a log comes to the same state in a browser as it does in Node', async () => {
  expect(await hashOfSampleLog()).toBe(knownStateHash);
});
