import { actKinds, refusalReasons, roleNames } from '@sotto/charter';
import type { EntryOutcome } from '@sotto/charter';
import fc from 'fast-check';
import { describe } from 'vitest';
import { decodeEvidenceRecord, encodeEvidenceRecord } from '../src/storage/network-evidence.ts';
import { decodeNetworkEntry, encodeNetworkEntry } from '../src/storage/network-entry.ts';
import {
  decodeLeaving,
  decodePin,
  decodeReading,
  decodeSeen,
  decodeTold,
  encodeLeaving,
  encodePin,
  encodeReading,
  encodeSeen,
  encodeTold,
} from '../src/storage/network-record.ts';
import { codec, count, hash, keepRecords, optional, relay, relays, text } from './record-codecs.ts';

const index = 7;
const outcome: fc.Arbitrary<EntryOutcome> = fc.oneof(
  fc.record({
    index: fc.constant(index),
    accepted: fc.constant(true as const),
    kind: fc.constantFrom(...actKinds),
    number: count,
    loggedAtSeconds: count,
    signedBy: fc.array(
      fc.record({ role: fc.constantFrom(...roleNames), persons: fc.array(text, { maxLength: 3 }) }),
      { maxLength: 3 },
    ),
  }),
  fc.record({
    index: fc.constant(index),
    accepted: fc.constant(false as const),
    reason: fc.constantFrom(...refusalReasons),
  }),
);
const reason = fc.constantFrom('slow' as const, 'forged' as const, 'unreachable' as const);
const trouble = fc.oneof(
  fc.record({ reason, sinceMs: count }),
  fc.record({ reason, sinceMs: count, relay }),
);
const told = fc.array(
  fc.record({
    device: hash,
    log: fc.integer({ min: -1 }),
    head: fc.integer({ min: -1 }),
    evidence: fc.integer({ min: -1 }),
    alarm: fc.integer({ min: -1 }),
  }),
  { maxLength: 5 },
);

describe('records of the network', () => {
  keepRecords({
    pin: codec(hash, encodePin, decodePin),
    reading: codec(
      fc.record({ readAtMs: count, trouble: optional(trouble) }),
      encodeReading,
      decodeReading,
    ),
    seen: codec<readonly number[]>(fc.array(count, { maxLength: 32 }), encodeSeen, decodeSeen),
    leaving: codec(relays, encodeLeaving, decodeLeaving),
    told: codec(told, encodeTold, decodeTold),
    entry: codec(
      fc.record({ bytes: fc.uint8Array(), outcome: optional(outcome) }),
      encodeNetworkEntry,
      (value) => decodeNetworkEntry(value, index),
    ),
    evidence: codec(
      fc.record({
        foundAtMs: count,
        from: fc.constantFrom('relay' as const, 'member' as const, 'file' as const),
        bytes: fc.uint8Array(),
      }),
      encodeEvidenceRecord,
      decodeEvidenceRecord,
    ),
  });
});
