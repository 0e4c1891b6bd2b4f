import fc from 'fast-check';
import { describe } from 'vitest';
import type { WipeCheck, WipeCheckName } from '../src/api.ts';
import { decodeWipeTest, encodeWipeTest } from '../src/vault/wipe-test-record.ts';
import {
  decodeCommandedLost,
  decodeKnownLost,
  decodeOwnLost,
  encodeCommandedLost,
  encodeKnownLost,
  encodeOwnLost,
} from '../src/lost/lost-records.ts';
import { codec, count, hash, keepRecords, relay, relays, text } from './record-codecs.ts';

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

const devices = fc.array(hash, { maxLength: 4 });
const own = fc.record({
  ...{ listens: fc.boolean(), beforeUnlock: fc.boolean(), secret: hash },
  ...{ trusted: devices, toTell: devices, toldRelays: relays, toldDevices: devices },
});
const known = { identity: hash, device: hash, secret: hash, relays };
const at = fc.array(fc.record({ relay, sinceMs: count }), { maxLength: 4 });
const commanded = fc.record({ ...known, askedAtMs: count, at, heardAtMs: count });

describe('records of the wipe', () => {
  keepRecords({
    'a test': codec(test, encodeWipeTest, decodeWipeTest),
    'who may wipe this device': codec(own, encodeOwnLost, decodeOwnLost),
    'a device that may be wiped': codec(fc.record(known), encodeKnownLost, decodeKnownLost),
    'a device that was commanded': codec(commanded, encodeCommandedLost, decodeCommandedLost),
  });
});
