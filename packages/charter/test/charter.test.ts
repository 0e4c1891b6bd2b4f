import { describe, expect, test } from 'vitest';
import { isSottoError } from '@sotto/core';
import { decodeCbor, encodeCbor } from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import { charterHash, charterLimits, encodeCharter, parseCharter } from '@sotto/charter';
import type { Charter } from '@sotto/charter';
import { sampleCharter, signers, start, withRole } from './network-under-test.ts';

const fault = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (isSottoError(error)) return error.code;
    throw error;
  }
};
const with0 = (field: number, value: CborValue): Uint8Array => {
  const map = new Map(
    decodeCbor(encodeCharter(sampleCharter)) as ReadonlyMap<CborValue, CborValue>,
  );
  return encodeCbor(map.set(field, value));
};
const [firstKey] = sampleCharter.keys;
const [firstWitness = '', secondWitness = ''] = sampleCharter.witnesses;

describe('a charter', () => {
  test('comes back from its bytes, and its hash is that of these bytes', () => {
    const bytes = encodeCharter(sampleCharter);
    const document = parseCharter(bytes);
    expect(document).toEqual({ charter: sampleCharter, bytes, hash: charterHash(bytes) });
    const { recovery: _, ...roles } = sampleCharter.roles;
    const without = { ...sampleCharter, roles };
    expect(parseCharter(encodeCharter(without)).charter).toEqual(without);
  });

  test.each<[string, Partial<Charter>]>([
    ['no name', { name: '' }],
    ['a name with a mark that turns its letters around', { name: 'Tea\u202eekac' }],
    ['a name of two lines', { name: 'Tea\ncake' }],
    [
      'a person who looks like another by a space',
      { persons: ['Ada', 'Ada ', 'C', 'D', 'E', 'F'] },
    ],
    ['two persons of one name', { persons: ['Ada', 'Ada', 'C', 'D', 'E', 'F'] }],
    ['a key of nobody', { persons: ['Ada', 'Ben', 'Cleo', 'Dora', 'Emil'] }],
    ['a key twice', { keys: [...sampleCharter.keys, { ...firstKey!, person: 1 }] }],
    ['no relay', { relays: [] }],
    ['a relay twice', { relays: [sampleCharter.relays[0]!, sampleCharter.relays[0]!] }],
    ['no witness', { witnesses: [], witnessQuorum: 0 }],
    ['a witness twice', { witnesses: [firstWitness, firstWitness] }],
    ['a witness that is no verifier key', { witnesses: [firstWitness, 'w2.example'] }],
    ['a witness whose key has the id of another', { witnesses: [swapped(), secondWitness] }],
    ['a log key of the type of witnesses', { logKey: firstWitness }],
    ['a witness of the type of logs', { witnesses: [sampleCharter.logKey] }],
    ['a quorum of more witnesses than there are', { witnessQuorum: 4 }],
    ['a quorum of no witness', { witnessQuorum: 0 }],
    ['a pulse of no time', { pulse: { operatorSeconds: 0, witnessSeconds: 3_600 } }],
    ['a recovery without delay', { recoveryDelaySeconds: 0 }],
    ['a charter before it that is no hash', { previous: new Uint8Array(31) }],
  ])('is refused with %s', (_, change) => {
    expect(fault(() => encodeCharter({ ...sampleCharter, ...change }))).toBe('CHARTER_MALFORMED');
  });

  test.each<[string, Charter]>([
    ['one person can act alone', withRole(sampleCharter, 'notice', { threshold: 1 })],
    ['a role needs more persons than it has', withRole(sampleCharter, 'root', { threshold: 4 })],
    ['a role needs two and has two keys of one', withRole(sampleCharter, 'root', { keys: [0, 3] })],
    ['a role has a key twice', withRole(sampleCharter, 'root', { keys: [0, 1, 1] })],
    ['a role has a key that is not there', withRole(sampleCharter, 'root', { keys: [0, 1, 8] })],
  ])('is refused when %s', (_, charter) => {
    expect(fault(() => encodeCharter(charter))).toBe('CHARTER_MALFORMED');
  });

  test('is refused in another version, and with a field that is not known', () => {
    expect(fault(() => parseCharter(with0(0, 2)))).toBe('CHARTER_VERSION_UNSUPPORTED');
    expect(fault(() => parseCharter(with0(12, 1)))).toBe('CHARTER_MALFORMED');
  });

  test('is refused in any encoding but the one', () => {
    const bytes = encodeCharter(sampleCharter);
    // The version as two bytes, and something behind the end.
    const longer = Uint8Array.from([...bytes.subarray(0, 2), 0x18, ...bytes.subarray(2)]);
    expect(fault(() => parseCharter(longer))).toBe('CHARTER_MALFORMED');
    expect(fault(() => parseCharter(Uint8Array.from([...bytes, 0])))).toBe('CHARTER_MALFORMED');
  });

  test('is measured before it is read', () => {
    const large = new Uint8Array(charterLimits.maxCharterBytes + 1).fill(0x81);
    expect(fault(() => parseCharter(large))).toBe('CHARTER_MALFORMED');
    const nested = new Uint8Array(charterLimits.maxCharterBytes).fill(0x81);
    expect(fault(() => parseCharter(nested))).toBe('CHARTER_MALFORMED');
    const many = Array.from({ length: charterLimits.maxPersons + 1 }, (__, at) => `P${at}`);
    expect(fault(() => parseCharter(with0(3, many)))).toBe('CHARTER_MALFORMED');
    const keys = Array.from({ length: charterLimits.maxCharterKeys + 1 }, (__, at) => [
      new Uint8Array(32).fill(at),
      0,
      start,
    ]);
    expect(fault(() => parseCharter(with0(4, keys)))).toBe('CHARTER_MALFORMED');
  });

  test('shares no memory with the bytes it came from', () => {
    const bytes = encodeCharter(sampleCharter);
    const { charter, bytes: kept } = parseCharter(bytes);
    bytes.fill(0);
    expect(charter.keys[0]!.publicKey).toEqual(signers[0]!.publicKey);
    expect(kept).toEqual(encodeCharter(sampleCharter));
  });
});

/** The first witness with the key id of the second. */
function swapped(): string {
  const [name] = firstWitness.split('+');
  const [, id] = secondWitness.split('+');
  return `${name}+${id}+${firstWitness.slice(-44)}`;
}
