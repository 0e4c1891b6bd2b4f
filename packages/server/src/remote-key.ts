import { isIPv4, isIPv6 } from 'node:net';

/**
 * What rate limits count by: an IPv4 address as it is, an IPv6 address by its /64 because one handset has all of it, an
 * IPv4 address inside IPv6 as IPv4. Whatever else, such as a name in a simulation, as it is.
 */
export function remoteKey(address: string): string {
  const plain = address.replace(/%.*$/, '');
  if (isIPv4(plain) || !isIPv6(plain)) return plain;
  const words = ipv6Words(plain);
  if (words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff) {
    return [words[6]! >> 8, words[6]! & 255, words[7]! >> 8, words[7]! & 255].join('.');
  }
  return `${words
    .slice(0, 4)
    .map((word) => word.toString(16))
    .join(':')}::/64`;
}

/** The eight words of a valid IPv6 address. */
function ipv6Words(address: string): readonly number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, head, a, b, c, d] = dotted ?? [];
  const text = dotted
    ? `${head}${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`
    : address;
  const [left = '', right] = text.split('::');
  const words = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16));
  const first = words(left);
  const last = words(right ?? '');
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
}
