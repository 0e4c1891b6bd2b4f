import type { RelayUrl } from '@sotto/core';
import { protocolError } from './error.ts';
import { protocolLimits } from './limits.ts';
import { isDomainName, isIpv4, isIpv6, isLoopback } from './relay-host.ts';

const origin = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?\/?$/;

/**
 * The origin of a relay in its one form: `https`, or `http` on a loopback host; host in lower case; no default port; no
 * path, query, fragment or user; no slash at the end (one is forgiven). Throws `RELAY_URL_MALFORMED`.
 */
export function parseRelayUrl(text: string): RelayUrl {
  if (text.length > protocolLimits.maxRelayUrlChars) throw malformed('too long');
  const [, scheme, host, port] = origin.exec(text.toLowerCase()) ?? [];
  if (scheme === undefined || host === undefined) throw malformed('not an http or https origin');
  if (!isDomainName(host) && !isIpv4(host) && !isIpv6(host)) throw malformed('no valid host');
  if (Number(port ?? 0) > 65_535) throw malformed('no valid port');
  if (scheme === 'http' && !isLoopback(host)) throw malformed('http is for this machine only');
  const isDefaultPort = port === (scheme === 'https' ? '443' : '80');
  return `${scheme}://${host}${port === undefined || isDefaultPort ? '' : `:${port}`}` as RelayUrl;
}

/** True when the text is already in that one form, as it must be inside our formats. */
export function isRelayUrl(text: string): text is RelayUrl {
  try {
    return parseRelayUrl(text) === text;
  } catch {
    // The only error is the coded one of the parser: the answer is no.
    return false;
  }
}

function malformed(why: string): Error {
  return protocolError('RELAY_URL_MALFORMED', `The relay's address cannot be used: ${why}.`);
}
