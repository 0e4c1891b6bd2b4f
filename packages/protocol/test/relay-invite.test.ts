import { expect, test } from 'vitest';
import {
  encodeBase64url,
  encodeCbor,
  encodeInvite,
  encodeRelayInvite,
  isRelayInvite,
  parseInvite,
  parseRelayInvite,
  parseRelayUrl,
} from '@sotto/protocol';
import type { CborValue, RelayInvite } from '@sotto/protocol';
import { codeOf, filled } from './codes.ts';
import { invite as personal, relay } from './samples.ts';

const invite: RelayInvite = { relay, credit: filled(87, 1), charterHash: filled(32, 2) };

const raw = (...changes: [CborValue, CborValue][]): string =>
  `${relay}/j#` +
  encodeBase64url(
    encodeCbor(
      new Map<CborValue, CborValue>([
        [0, 1],
        [1, relay],
        [2, filled(87, 1)],
        [3, null],
        ...changes,
      ]),
    ),
  );

test.each<RelayInvite>([
  invite,
  { ...invite, charterHash: null },
  { ...invite, credit: filled(1_024, 1) },
  { ...invite, relay: parseRelayUrl('http://localhost:8787') },
])('an invite to a relay comes back from its link: %#', (each) => {
  const link = encodeRelayInvite(each);
  expect(link.startsWith(`${each.relay}/j#`)).toBe(true);
  expect(parseRelayInvite(link)).toEqual(each);
  expect(parseRelayInvite(`\n ${link} `)).toEqual(each);
});

test('everything but the relay is behind the #, which no server is sent', () => {
  const { origin, pathname, search, hash } = new URL(encodeRelayInvite(invite));
  expect([origin, pathname, search]).toEqual([relay, '/j', '']);
  expect(hash.length).toBeGreaterThan(87);
});

test.each<[string, string]>([
  ['nothing', ''],
  ['a link without its end', encodeRelayInvite(invite).slice(0, -8)],
  ['a link to another relay', encodeRelayInvite(invite).replace('relay.', 'evil.')],
  ['a link over http', encodeRelayInvite(invite).replace('https:', 'http:')],
  ['a link to a path', encodeRelayInvite(invite).replace('/j#', '/x/j#')],
  ['an invite of a person', encodeInvite(personal)],
  ['no credit', raw([2, filled(0, 1)])],
  ['a credit too long', raw([2, filled(1_025, 1)])],
  ['a short charter hash', raw([3, filled(31, 1)])],
  ['no charter field', raw([3, undefined])],
  ['a field more', raw([9, 0])],
  ['a relay inside with a path', raw([1, `${relay}/x`])],
  ['a very long text', 'x'.repeat(1_000_000)],
])('%s is refused as a damaged invite to a relay', (_, link) => {
  expect(codeOf(() => parseRelayInvite(link))).toBe('RELAY_INVITE_MALFORMED');
});

test('an invite to a relay of another version says so', () => {
  expect(codeOf(() => parseRelayInvite(raw([0, 2])))).toBe('RELAY_INVITE_VERSION_UNSUPPORTED');
});

test('an invite to a relay and one of a person are told apart, and neither is taken for the other', () => {
  const [link, other] = [encodeRelayInvite(invite), encodeInvite(personal)];
  expect([isRelayInvite(link), isRelayInvite(other)]).toEqual([true, false]);
  expect(codeOf(() => parseInvite(link))).toBe('INVITE_MALFORMED');
});
