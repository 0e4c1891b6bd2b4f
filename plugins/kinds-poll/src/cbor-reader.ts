/** Reads what `writeCbor` writes, item by item. Everything else is `undefined`, and so is whatever comes after it. */
export interface CborReader {
  /** At most `max`. */
  readonly number: (max: number) => number | undefined;
  /** Valid UTF-8 of at most `maxBytes`. */
  readonly text: (maxBytes: number) => string | undefined;
  readonly truth: () => boolean | undefined;
  /** The number of items that follow, at most `max`. */
  readonly list: (max: number) => number | undefined;
  /** Everything was read, and nothing of it in vain. */
  readonly isDone: () => boolean;
}

/** Only the shortest form of a number is taken, so that no two documents have one meaning. */
export function readCbor(bytes: Uint8Array): CborReader {
  let offset = 0;
  let isSpoiled = false;
  const spoil = (): undefined => void (isSpoiled = true);

  const argument = (major: number, max: number): number | undefined => {
    const first = bytes[offset];
    if (isSpoiled || first === undefined || first >> 5 !== major) return spoil();
    const info = first & 31;
    offset += 1;
    if (info < 24) return info <= max ? info : spoil();
    const length = 1 << (info - 24);
    if (info > 27 || offset + length > bytes.length) return spoil();
    let value = 0;
    for (let index = 0; index < length; index++) value = value * 256 + bytes[offset + index]!;
    offset += length;
    const least = info === 24 ? 24 : 256 ** (length / 2);
    return value >= least && value <= max ? value : spoil();
  };

  return {
    number: (max) => argument(0, max),
    list: (max) => argument(4, max),
    text: (maxBytes) => {
      const length = argument(3, maxBytes);
      if (length === undefined || offset + length > bytes.length) return spoil();
      const part = bytes.subarray(offset, offset + length);
      offset += length;
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part);
      } catch {
        // Not UTF-8: no text, as anything else that is none.
        return spoil();
      }
    },
    truth: () => {
      const byte = bytes[offset++];
      return !isSpoiled && (byte === 0xf4 || byte === 0xf5) ? byte === 0xf5 : spoil();
    },
    isDone: () => !isSpoiled && offset === bytes.length,
  };
}
