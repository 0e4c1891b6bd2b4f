import { expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { createClaims } from '../src/group/claims.ts';
import { handsetLimits } from '../src/limits.ts';

const id = 'conversation' as ConversationId;

test('how long somebody says that their side stays is counted from the first word, and anew after a silence', () => {
  let nowMs = 1_000;
  const { saysForLong } = createClaims({ now: () => nowMs });
  expect(saysForLong(id, 'ben')).toBe(false);
  nowMs += handsetLimits.outsiderHeardMs - 1;
  expect(saysForLong(id, 'ben')).toBe(false);
  nowMs += 1;
  expect(saysForLong(id, 'ben')).toBe(true);
  expect(saysForLong(id, 'cleo')).toBe(false);
  nowMs += 2 * handsetLimits.maxReportWaitMs;
  expect(saysForLong(id, 'ben')).toBe(true);
  nowMs += 2 * handsetLimits.maxReportWaitMs + 1;
  expect(saysForLong(id, 'ben')).toBe(false);
});

test('all have gone elsewhere when each of them has been asking from there for long, and nobody was here since', () => {
  let nowMs = 1_000;
  const { isElsewhere, isHere, areElsewhere } = createClaims({ now: () => nowMs });
  isElsewhere(id, 'ben');
  nowMs += handsetLimits.outsiderHeardMs;
  isElsewhere(id, 'cleo');
  expect(areElsewhere(id, ['ben'])).toBe(true);
  expect(areElsewhere(id, ['ben', 'cleo'])).toBe(false);
  expect(areElsewhere('other' as ConversationId, ['ben'])).toBe(false);
  nowMs += handsetLimits.outsiderHeardMs;
  expect(areElsewhere(id, ['ben', 'cleo'])).toBe(true);
  isHere(id, 'ben');
  expect(areElsewhere(id, ['ben', 'cleo'])).toBe(false);
  expect(areElsewhere(id, ['cleo'])).toBe(true);
  nowMs += 2 * handsetLimits.maxReportWaitMs + 1;
  expect(areElsewhere(id, ['cleo'])).toBe(false);
});
