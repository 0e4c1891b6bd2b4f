import { expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { createClaims } from '../src/group/claims.ts';
import { handsetLimits } from '../src/limits.ts';

const id = 'conversation' as ConversationId;

test('how long somebody says that their side stays is counted from the first word, and anew after a silence', () => {
  let nowMs = 1_000;
  const { outsiderSince } = createClaims({ now: () => nowMs });
  expect(outsiderSince(id, 'ben')).toBe(1_000);
  nowMs += handsetLimits.maxReportWaitMs;
  expect(outsiderSince(id, 'ben')).toBe(1_000);
  expect(outsiderSince(id, 'cleo')).toBe(nowMs);
  nowMs += 2 * handsetLimits.maxReportWaitMs + 1;
  expect(outsiderSince(id, 'ben')).toBe(nowMs);
});
