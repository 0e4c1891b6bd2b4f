/**
 * The body of a request or answer, if it is exactly `length` bytes, or, without `length`, at most `maxBytes`.
 * `undefined` when it is not; then the rest is not read.
 */
export async function readBody(
  source: AsyncIterable<Uint8Array>,
  length: number,
): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const piece of source) {
    if (at + piece.length > length) return undefined;
    bytes.set(piece, at);
    at += piece.length;
  }
  return at === length ? bytes : undefined;
}

/** At most `maxBytes` of text; `undefined` when there is more. */
export async function readText(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of source) {
    length += piece.length;
    if (length > maxBytes) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
