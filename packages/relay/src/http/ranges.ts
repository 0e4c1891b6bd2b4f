/** `bytes a-b/total` of a PUT (RFC 9110 §14.4). Ends are checked against each other; `undefined` when it is not that. */
export function parseContentRange(
  header: string | undefined,
):
  | { readonly offset: number; readonly partBytes: number; readonly totalBytes: number }
  | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header ?? '');
  if (match === null) return undefined;
  const [offset, last, totalBytes] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (last < offset || last >= totalBytes) return undefined;
  return { offset, partBytes: last - offset + 1, totalBytes };
}

/**
 * The bytes that a GET asks for of `totalBytes`: one range (RFC 9110 §14.2), everything without a header or with one of
 * another form, `undefined` when the range is outside. `end` is exclusive.
 */
export function parseRange(
  header: string | undefined,
  totalBytes: number,
): { readonly start: number; readonly end: number; readonly whole: boolean } | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === ''))
    return { start: 0, end: totalBytes, whole: true };
  if (match[1] === '') {
    const start = Math.max(0, totalBytes - Number(match[2]));
    return start < totalBytes ? { start, end: totalBytes, whole: false } : undefined;
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? totalBytes : Math.min(Number(match[2]) + 1, totalBytes);
  return start < end ? { start, end, whole: false } : undefined;
}
