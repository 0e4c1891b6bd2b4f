/** The Retry-After header (RFC 9110 §10.2.3) in milliseconds; `undefined` when absent or not in seconds. */
export function retryAfterMs(header: string | null): number | undefined {
  if (header === null || !/^\d{1,6}$/.test(header)) return undefined;
  return Number(header) * 1000;
}
