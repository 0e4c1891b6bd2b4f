import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  deviceLinkBytesToSign,
  encodeCbor,
  encodeCredential,
  encodeDeviceLink,
  encodeSafetyCode,
  identityHash,
  identityUri,
  parseCredential,
  parseDeviceLink,
  parseIdentityUri,
  parseRoomUri,
  parseSafetyCode,
  roomUri,
  safetyCodeMatches,
  safetyNumber,
  verifyDeviceLink,
} from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import { codeOf, filled } from './codes.ts';
import { addLink, alice, bob, link, revokeLink } from './samples.ts';

const rawLink = (...changes: [number, CborValue][]) =>
  encodeCbor(
    new Map<number, CborValue>([
      [0, 1],
      [1, 0],
      [2, filled(32, 1)],
      [3, filled(16, 2)],
      [4, 500_000],
      [5, filled(64, 3)],
      ...changes,
    ]),
  );

const rawAdd = (...changes: [number, CborValue][]) =>
  rawLink(
    [1, 1],
    [2, addLink.signatureKey],
    [3, addLink.by],
    [4, addLink.createdAtHour],
    [5, addLink.signature],
    [6, addLink.previous],
    [7, 1],
    [8, addLink.proof],
    ...changes,
  );

describe('a device link', () => {
  test('comes back, and its hash is SHA-256 of its bytes', () => {
    const bytes = encodeDeviceLink(link);
    expect(bytes).toEqual(rawLink());
    expect(parseDeviceLink(bytes)).toEqual(link);
    expect(Buffer.from(identityHash(bytes))).toEqual(createHash('sha256').update(bytes).digest());
  });

  test('that adds or revokes a device comes back, as documented', () => {
    expect(encodeDeviceLink(addLink)).toEqual(rawAdd());
    expect(parseDeviceLink(rawAdd())).toEqual(addLink);
    expect(parseDeviceLink(encodeDeviceLink(revokeLink))).toEqual(revokeLink);
  });

  test.each<[string, string, Uint8Array]>([
    ['of another version', 'DEVICE_LINK_VERSION_UNSUPPORTED', rawLink([0, 2])],
    ['of a kind that is not known', 'DEVICE_LINK_KIND_UNSUPPORTED', rawLink([1, 3])],
    ['that adds a device by a nonce', 'DEVICE_LINK_MALFORMED', rawLink([1, 1])],
    ['that revokes a device by a nonce', 'DEVICE_LINK_MALFORMED', rawLink([1, 2])],
    ['that adds a device without proof', 'DEVICE_LINK_MALFORMED', rawAdd([8, filled(0, 0)])],
    ['that adds a device in no known role', 'DEVICE_LINK_MALFORMED', rawAdd([7, 2])],
    ['that adds a device behind no link', 'DEVICE_LINK_MALFORMED', rawAdd([6, null])],
    ['that revokes a device with a proof', 'DEVICE_LINK_MALFORMED', rawAdd([1, 2])],
    ['with a short key', 'DEVICE_LINK_MALFORMED', rawLink([2, filled(31, 1)])],
    ['with a long nonce', 'DEVICE_LINK_MALFORMED', rawLink([3, filled(17, 1)])],
    ['with a negative hour', 'DEVICE_LINK_MALFORMED', rawLink([4, -1])],
    ['with a field more', 'DEVICE_LINK_MALFORMED', rawLink([6, 0])],
    ['that is too long', 'CBOR_LIMIT', filled(513, 0)],
  ])('%s is refused', (_, code, bytes) => {
    expect(codeOf(() => parseDeviceLink(bytes))).toBe(code);
  });

  test('is believed when signed by its own key over every field, and not otherwise', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const signatureKey = new Uint8Array(
      publicKey.export({ type: 'spki', format: 'der' }).subarray(-32),
    );
    const check = async (_key: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
      verify(null, message, publicKey, signature);
    const unsigned = {
      kind: 'first',
      signatureKey,
      nonce: filled(16, 1),
      createdAtHour: 1,
    } as const;
    const signed = {
      ...unsigned,
      signature: sign(null, deviceLinkBytesToSign(unsigned), privateKey),
    };
    expect(await verifyDeviceLink(signed, check)).toBe(true);
    for (const change of [
      { nonce: filled(16, 2) },
      { createdAtHour: 2 },
      { signatureKey: filled(32, 1) },
    ]) {
      expect(await verifyDeviceLink({ ...signed, ...change }, check)).toBe(false);
    }
  });
});

describe('a credential', () => {
  const linkBytes = encodeDeviceLink(link);

  test('comes back with the link that its identity is the hash of', () => {
    const credential = parseCredential(encodeCredential([linkBytes]));
    expect(credential).toEqual({
      identity: identityHash(linkBytes),
      links: [linkBytes],
      path: [link],
      deviceKey: link.signatureKey,
    });
  });

  test.each<[string, string, CborValue]>([
    [
      'of another identity',
      'CREDENTIAL_MALFORMED',
      new Map<number, CborValue>([
        [0, 2],
        [1, bob],
        [2, [linkBytes]],
      ]),
    ],
    ['of another version', 'CREDENTIAL_VERSION_UNSUPPORTED', new Map<number, CborValue>([[0, 1]])],
    [
      'without a link',
      'CREDENTIAL_MALFORMED',
      new Map<number, CborValue>([
        [0, 2],
        [1, bob],
      ]),
    ],
  ])('%s is refused', (_, code, value) => {
    expect(codeOf(() => parseCredential(encodeCbor(value)))).toBe(code);
  });
});

describe('safety', () => {
  test('a number is twelve groups of five digits, the same from both sides, another for another pair', () => {
    const number = safetyNumber(alice, bob);
    expect(number).toMatch(/^(\d{5} ){11}\d{5}$/);
    expect(safetyNumber(bob, alice)).toBe(number);
    expect(safetyNumber(alice, identityHash(filled(1, 9)))).not.toBe(number);
  });

  test('a number is derived as documented', () => {
    const [low, high] = [Buffer.from(alice), Buffer.from(bob)].sort((a, b) => Buffer.compare(a, b));
    const digest = createHash('sha512')
      .update('Sotto safety number v1\0')
      .update(low!)
      .update(high!)
      .digest();
    const groups = Array.from({ length: 12 }, (_, group) =>
      String(digest.readUIntBE(group * 5, 5) % 100_000).padStart(5, '0'),
    );
    expect(safetyNumber(alice, bob)).toBe(groups.join(' '));
  });

  test('a code matches only the contact who shows it, to the one it is meant for', () => {
    const shown = parseSafetyCode(encodeSafetyCode({ own: bob, other: alice }));
    expect(safetyCodeMatches(shown, alice, bob)).toBe(true);
    expect(safetyCodeMatches(shown, bob, alice)).toBe(false);
    expect(safetyCodeMatches(shown, alice, identityHash(filled(1, 9)))).toBe(false);
  });

  test.each([
    '',
    'sotto-verify:',
    'sotto-verify:AAAA',
    `sotto:${'A'.repeat(86)}`,
    `sotto-verify:${'A'.repeat(85)}B`,
  ])('a code that is none is refused: %s', (text) => {
    expect(codeOf(() => parseSafetyCode(text))).toBe('SAFETY_CODE_MALFORMED');
  });
});

describe('URIs', () => {
  test('name an identity and a room, and come back', () => {
    expect(identityUri(alice)).toMatch(/^sotto:u\/[\w-]{43}$/);
    expect(parseIdentityUri(identityUri(alice))).toEqual(alice);
    expect(parseRoomUri(roomUri(filled(32, 1)))).toEqual(filled(32, 1));
  });

  test('of another kind or form are refused', () => {
    for (const uri of ['', 'sotto:u/AA', roomUri(filled(32, 1)), 'sotto:u/' + '='.repeat(43)]) {
      expect(codeOf(() => parseIdentityUri(uri))).toBe('SOTTO_URI_MALFORMED');
    }
    for (const uri of ['', 'sotto:r/', identityUri(alice), 'sotto:r/' + 'A'.repeat(400)]) {
      expect(codeOf(() => parseRoomUri(uri))).toBe('SOTTO_URI_MALFORMED');
    }
    expect(codeOf(() => roomUri(filled(0, 0)))).toBe('SOTTO_URI_MALFORMED');
  });
});
