import { describe, expect, test } from 'vitest';
import {
  encodeBase64url,
  encodeCbor,
  encodeInvite,
  encodeInviteKeyPackage,
  encodeInviteWelcome,
  inviteExpired,
  isRelayUrl,
  labelBytes,
  labels,
  parseInvite,
  parseInviteKeyPackage,
  parseInviteWelcome,
  parseRelayUrl,
} from '@sotto/protocol';
import type { CborValue, Invite } from '@sotto/protocol';
import { codeOf, filled } from './codes.ts';
import { invite, relay } from './samples.ts';

const rawInvite = (...changes: [CborValue, CborValue][]) =>
  `${relay}/i#` +
  encodeBase64url(
    encodeCbor(
      new Map<CborValue, CborValue>([
        [0, 1],
        [1, relay],
        [2, filled(32, 5)],
        [3, filled(32, 1)],
        [4, filled(32, 6)],
        [5, 1],
        [6, null],
        ...changes,
      ]),
    ),
  );

describe('an invite', () => {
  const { suggestedName: _, ...nameless } = invite;

  test.each<Invite>([
    invite,
    nameless,
    { ...invite, charterHash: filled(32, 1) },
    { ...invite, relay: parseRelayUrl('http://localhost:8787') },
  ])('comes back from its link: %#', (each) => {
    const link = encodeInvite(each);
    expect(link.startsWith(`${each.relay}/i#`)).toBe(true);
    expect(parseInvite(link)).toEqual(each);
    expect(parseInvite(`\n ${link} `)).toEqual(each);
  });

  test('is expired from its second on', () => {
    expect(inviteExpired(invite, invite.expiresAtSeconds - 1)).toBe(false);
    expect(inviteExpired(invite, invite.expiresAtSeconds)).toBe(true);
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['another page', `${relay}/`],
    ['a link without its end', encodeInvite(invite).slice(0, -8)],
    ['a link without a beginning', encodeInvite(invite).slice(8)],
    ['a link to another relay', encodeInvite(invite).replace('relay.', 'evil.')],
    ['a link over http', encodeInvite(invite).replace('https:', 'http:')],
    ['a link to a path', encodeInvite(invite).replace('/i#', '/x/i#')],
    ['a short secret', rawInvite([4, filled(31, 6)])],
    ['no charter field', rawInvite([6, undefined])],
    ['a field more', rawInvite([9, 0])],
    ['a negative expiry', rawInvite([5, -1])],
    ['an empty name', rawInvite([7, ''])],
    ['a relay inside with a path', rawInvite([1, `${relay}/x`])],
    ['a very long text', 'x'.repeat(1_000_000)],
  ])('%s is refused as damaged', (_, link) => {
    expect(codeOf(() => parseInvite(link))).toBe('INVITE_MALFORMED');
  });

  test('of another version says so', () => {
    expect(codeOf(() => parseInvite(rawInvite([0, 2])))).toBe('INVITE_VERSION_UNSUPPORTED');
  });
});

describe('what travels sealed for an invite', () => {
  test('the KeyPackage comes back', () => {
    const value = { keyPackage: filled(3_000, 1) };
    expect(parseInviteKeyPackage(encodeInviteKeyPackage(value))).toEqual(value);
  });

  test('the Welcome comes back with and without a name', () => {
    const value = { welcome: filled(8_000, 1) };
    expect(parseInviteWelcome(encodeInviteWelcome(value))).toEqual(value);
    const named = { ...value, suggestedName: 'Bob' };
    expect(parseInviteWelcome(encodeInviteWelcome(named))).toEqual(named);
  });

  test.each<[string, string, [number, CborValue][]]>([
    ['of the version with mailboxes', 'INVITE_PACKAGE_VERSION_UNSUPPORTED', [[0, 1]]],
    ['of a newer version', 'INVITE_PACKAGE_VERSION_UNSUPPORTED', [[0, 3]]],
    ['without its bytes', 'INVITE_PACKAGE_MALFORMED', [[0, 2]]],
    [
      'with a mailbox',
      'INVITE_PACKAGE_MALFORMED',
      [
        [0, 2],
        [1, filled(1, 1)],
        [2, [relay, filled(32, 1)]],
      ],
    ],
    [
      'with a field more',
      'INVITE_PACKAGE_MALFORMED',
      [
        [0, 2],
        [1, filled(1, 1)],
        [9, 1],
      ],
    ],
    [
      'without anything in it',
      'INVITE_PACKAGE_MALFORMED',
      [
        [0, 2],
        [1, filled(0, 1)],
      ],
    ],
  ])('%s is refused', (_, code, entries) => {
    const bytes = encodeCbor(new Map(entries));
    expect(codeOf(() => parseInviteKeyPackage(bytes))).toBe(code);
    expect(codeOf(() => parseInviteWelcome(bytes))).toBe(code);
  });
});

describe('a relay URL', () => {
  test.each([
    ['https://relay.example', 'https://relay.example'],
    ['HTTPS://Relay.Example:443/', 'https://relay.example'],
    ['https://relay.example:8443', 'https://relay.example:8443'],
    ['http://localhost:80', 'http://localhost'],
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
    ['http://[::1]:8787', 'http://[::1]:8787'],
    ['https://[2001:db8::1]', 'https://[2001:db8::1]'],
    ['https://xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
  ])('%s is %s, which the platform reads alike', (text, url) => {
    expect(parseRelayUrl(text)).toBe(url);
    expect(isRelayUrl(url)).toBe(true);
    expect(new URL(url).origin).toBe(url);
  });

  test.each([
    '',
    'relay.example',
    'ftp://relay.example',
    'http://relay.example',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'http://0.0.0.0',
    'https://relay.example/path',
    'https://relay.example?x',
    'https://relay.example#x',
    'https://user@relay.example',
    'https://relay.example:0',
    'https://relay.example:65536',
    'https://relay.example:',
    'https://-a.example',
    'https://a..example',
    'https://1.2.3',
    'https://1.2.3.256',
    'https://127.1',
    'https://0x7f000001',
    'https://[::1',
    'https://[1::2::3]',
    'https://[12345::]',
    'https://bücher.example',
    ' https://relay.example',
    'https://relay.example\n',
    `https://${'a'.repeat(64)}.example`,
    `https://${'a.'.repeat(200)}example`,
  ])('%j is refused', (text) => {
    expect(codeOf(() => parseRelayUrl(text))).toBe('RELAY_URL_MALFORMED');
  });

  test('in another form is not what our formats may hold', () => {
    expect(isRelayUrl('https://relay.example/')).toBe(false);
    expect(isRelayUrl('https://Relay.example')).toBe(false);
  });
});

test('no two labels derive the same key', () => {
  const all = Object.values(labels);
  expect(new Set(all).size).toBe(all.length);
  expect([labels.registerToken, labels.lifeToken]).toEqual([
    'sotto v1 register token',
    'sotto v1 life token',
  ]);
  expect(labelBytes(labels.mlsEnvelopeKey)).toEqual(
    new TextEncoder().encode('sotto v1 envelope key'),
  );
});
