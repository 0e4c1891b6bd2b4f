/** Two integers of `bytes` bytes each, big-endian, one behind the other (IEEE P1363), which is what WebCrypto speaks. */
export type RawSignature = Uint8Array;

/**
 * The two numbers of an ECDSA-Sig-Value (RFC 3279 §2.2.3), or `undefined` for whatever is not their one DER form, and
 * for numbers that are zero or do not fit.
 */
export function parseDerSignature(der: Uint8Array, bytes: number): RawSignature | undefined {
  // Up to 127 bytes the length is one byte; above, which only P-521 needs, 0x81 and one byte.
  const start = der[1] === 0x81 ? 3 : 2;
  const length = der[start - 1] ?? 0;
  if (der[0] !== 0x30 || der.length !== start + length || (start === 3) !== length > 127)
    return undefined;
  const raw = new Uint8Array(2 * bytes);
  let offset = start;
  for (const end of [bytes, 2 * bytes]) {
    const size = der[offset + 1] ?? 0;
    const number = der.subarray(offset + 2, offset + 2 + size);
    if (der[offset] !== 2 || number.length !== size) return undefined;
    const digits = positiveDigits(number);
    if (digits === undefined || digits.length > bytes) return undefined;
    raw.set(digits, end - digits.length);
    offset += 2 + size;
  }
  return offset === der.length ? raw : undefined;
}

/** The number without the zero that keeps it positive; `undefined` when it is not above zero, or not in the fewest bytes. */
function positiveDigits(number: Uint8Array): Uint8Array | undefined {
  const [first = 0x80, second = 0] = number;
  if (first >= 0x80) return undefined;
  if (first !== 0) return number;
  return second >= 0x80 ? number.subarray(1) : undefined;
}

/** The one DER form. */
export function derSignature(raw: RawSignature): Uint8Array {
  const numbers = [raw.subarray(0, raw.length / 2), raw.subarray(raw.length / 2)].map(derInteger);
  const length = numbers.reduce((sum, number) => sum + number.length, 0);
  const header = length > 127 ? [0x30, 0x81, length] : [0x30, length];
  return Uint8Array.from([...header, ...numbers.flat()]);
}

function derInteger(number: Uint8Array): readonly number[] {
  const digits = number.subarray(number.findIndex((byte) => byte !== 0));
  const padding = digits[0]! >= 0x80 ? [0] : [];
  return [2, padding.length + digits.length, ...padding, ...digits];
}
