import type { IncomingMessage } from 'node:http';

/**
 * The address that a request came from. With `trustedProxyHops` n, the n proxies before this server are believed: each
 * appends to X-Forwarded-For whom it heard, so the nth from the end is the handset, and what stands before it is
 * whatever the handset claims. With 0 the header is not looked at.
 */
export function remoteAddress(request: IncomingMessage, trustedProxyHops: number): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (trustedProxyHops === 0) return direct;
  const header = request.headers['x-forwarded-for'];
  const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
  return forwarded.at(-trustedProxyHops)?.trim() || direct;
}
