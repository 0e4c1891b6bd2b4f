import { expect, test } from 'vitest';
import { hashOfSampleLog, knownStateHash } from './sample-log.ts';

test('a log comes to the same state in Node as it does in a browser', async () => {
  expect(await hashOfSampleLog()).toBe(knownStateHash);
});
