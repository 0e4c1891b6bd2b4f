import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { witnessLimits } from './limits.ts';

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Token buckets of addresses: bounded, the one that rested longest goes first. */
export class Remotes {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;

  /** @param now milliseconds that only grow */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** 0 when the address may do one more request; else the milliseconds after which it may. */
  take(address: string): number {
    const { requestsBurst, requestsPerSecond, maxRemotes } = witnessLimits;
    const key = remoteKey(address);
    const nowMs = this.#now();
    const { tokens, atMs } = this.#buckets.get(key) ?? { tokens: requestsBurst, atMs: nowMs };
    const filled = Math.min(requestsBurst, tokens + ((nowMs - atMs) / 1000) * requestsPerSecond);
    const waitMs = filled >= 1 ? 0 : Math.ceil(((1 - filled) / requestsPerSecond) * 1000);
    // Set anew, so that the order of the map is the order of use.
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: waitMs === 0 ? filled - 1 : filled, atMs: nowMs });
    if (this.#buckets.size > maxRemotes) {
      const [oldest] = this.#buckets.keys();
      this.#buckets.delete(oldest!);
    }
    return waitMs;
  }
}

/** The nth address from the end of X-Forwarded-For is believed with n proxies of one's own; with 0 the header is not looked at. */
export function remoteAddress(request: IncomingMessage, trustedProxyHops: number): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (trustedProxyHops === 0) return direct;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
  return forwarded.at(-trustedProxyHops)?.trim() || direct;
}

/** An IPv6 address counts by its /64, because one machine has all of it; an IPv4 address in IPv6 as IPv4. */
export function remoteKey(address: string): string {
  const plain = address.replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain.slice(0, 64);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  const [left = '', right = ''] = plain.split('::');
  const words = (part: string): string[] => part.split(':').filter(Boolean);
  const [first, last] = [words(left), words(right)];
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
