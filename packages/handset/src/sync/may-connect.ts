import type { RelayUrl } from '@sotto/core';

/**
 * Whether a relay that somebody else named may be connected to. One on this machine only when our own is there too: else
 * whoever makes an invite could have us speak to services that nobody but this machine is meant to reach. Names are not resolved.
 */
export function mayConnect(own: RelayUrl, theirs: RelayUrl): boolean {
  return !isThisMachine(theirs) || isThisMachine(own);
}

// `URL` gives each address one form: [::ffff:127.0.0.1] is [::ffff:7f00:1].
function isThisMachine(relay: RelayUrl): boolean {
  const { hostname } = new URL(relay);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    /^(?:127|0)\.[0-9.]+$/.test(hostname) ||
    /^\[::1?\]$/.test(hostname) ||
    /^\[::ffff:(?:7f[0-9a-f]{2}|[0-9a-f]{1,2}|0):[0-9a-f]{1,4}\]$/.test(hostname)
  );
}
