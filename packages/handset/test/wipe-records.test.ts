import fc from 'fast-check';
import { describe } from 'vitest';
import type { WipeCheck, WipeCheckName } from '../src/api.ts';
import { decodeWipeTest, encodeWipeTest } from '../src/vault/wipe-test-record.ts';
import { codec, count, keepRecords, text } from './record-codecs.ts';

const names: readonly WipeCheckName[] = ['opens', 'found', 'wiped', 'refused', 'empty', 'gone'];
const outcome = fc.constantFrom<WipeCheck['outcome']>('passed', 'failed', 'unseen', 'skipped');
const checks = fc
  .tuple(fc.array(outcome, { maxLength: 6 }), text)
  .map(([all, code]): readonly WipeCheck[] =>
    all.map((each, index) => ({
      ...{ check: names[index]!, outcome: each },
      ...(each === 'failed' && code !== '' ? { code } : {}),
    })),
  );
const isFine = (each: WipeCheck): boolean => each.outcome === 'passed' || each.outcome === 'unseen';
const test = fc
  .tuple(count, checks)
  .map(([atMs, all]) => ({ atMs, passed: all.every(isFine), checks: all }));

describe('records of the wipe', () => {
  keepRecords({ 'a test': codec(test, encodeWipeTest, decodeWipeTest) });
});
