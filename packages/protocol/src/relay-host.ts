const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const octet = /^(?:0|[1-9][0-9]{0,2})$/;
const hexGroup = /^[0-9a-f]{1,4}$/;

/** A name of DNS labels in lower case (RFC 1123 §2.1), whose last one is not a number. */
export function isDomainName(host: string): boolean {
  const labels = host.split('.');
  return (
    host.length <= 253 &&
    labels.every((part) => label.test(part)) &&
    !/^(?:[0-9]+|0x.*)$/.test(labels.at(-1)!)
  );
}

/** Four decimal octets without leading zeros. */
export function isIpv4(host: string): boolean {
  const octets = host.split('.');
  return octets.length === 4 && octets.every((part) => octet.test(part) && Number(part) <= 255);
}

/** An address in brackets, hexadecimal groups only, at most one `::` (RFC 4291 §2.2, forms 1 and 2). */
export function isIpv6(host: string): boolean {
  if (!host.startsWith('[') || !host.endsWith(']')) return false;
  const halves = host.slice(1, -1).split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  return (
    groups.every((group) => hexGroup.test(group)) &&
    (halves.length === 2 ? groups.length <= 7 : groups.length === 8)
  );
}

/** This machine, by a name or address that cannot be another's (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    (isIpv4(host) && host.startsWith('127.')) ||
    host === '[::1]'
  );
}
