import { isIP } from 'node:net';
import type { Network } from '@sotto/charter';

/** A machine that the network needs, by its name. */
export interface NeededHost {
  /** A domain name, or an address. */
  readonly host: string;
  /** `active relay`, `draining relay` or `witness`, with its address. */
  readonly uses: readonly HostUse[];
  /** Whether members or the operator reach it over TLS, so that a certificate is needed. */
  readonly isSecure: boolean;
  /** A name, that somebody registered; an address has none. */
  readonly isNamed: boolean;
}

export interface HostUse {
  readonly as: 'active relay' | 'draining relay' | 'witness';
  /** The relay's URL, or the name of the witness. */
  readonly name: string;
}

/** The hosts of relays and witnesses, each once. */
export function neededHosts(
  network: Network,
  witnessUrls: ReadonlyMap<string, string>,
): readonly NeededHost[] {
  const uses = [
    ...network.relays.map(({ relay, standing }) => ({
      url: new URL(relay),
      use: { as: `${standing} relay` as const, name: relay },
    })),
    ...[...witnessUrls].map(([name, url]) => ({
      url: new URL(url),
      use: { as: 'witness' as const, name },
    })),
  ];
  const hosts = new Map<string, NeededHost>();
  for (const { url, use } of uses) {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const known = hosts.get(host);
    hosts.set(host, {
      host,
      uses: [...(known?.uses ?? []), use],
      isSecure: known?.isSecure === true || url.protocol === 'https:',
      isNamed: isIP(host) === 0 && host !== 'localhost',
    });
  }
  return [...hosts.values()];
}

/** Whether an entry of `covers` is this host, or a domain that it is below. */
export function isCovered(host: string, covers: readonly string[]): boolean {
  return covers.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
