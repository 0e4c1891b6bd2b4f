/** One blob, whole or not. */
export interface StoredBlob {
  readonly totalBytes: number;
  /** In order; one piece when whole. Never changed in place. */
  pieces: readonly Uint8Array[];
  storedBytes: number;
  touchedMs: number;
  /** Set when it is whole. */
  expiresMs: number | undefined;
}

export function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
