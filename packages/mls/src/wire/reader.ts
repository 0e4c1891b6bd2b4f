import { MlsError } from '../mls-error.ts';

/** The longest vector that RFC 9420 §2.1.2 can express, in bytes. */
export const maxVectorBytes: number = 2 ** 30 - 1;

/**
 * How many byte strings and vectors a structure may have: an empty one is a single byte to its sender and a hundred in memory
 * here. Structures that mean something have one in twice as many bytes or more, for their keys, hashes and signatures.
 */
const freeValues = 1_024;
const bytesPerValue = 8;

/**
 * Reads the TLS presentation language as RFC 9420 §2.1 uses it. What it gives are views of `bytes`, which nobody may change
 * afterwards. Reading past the end, or a length that is not in its shortest form, throws.
 *
 * @throws MLS_MALFORMED, MLS_LENGTH_NOT_MINIMAL, MLS_TOO_MANY_VALUES
 */
export class Reader {
  readonly bytes: Uint8Array;
  readonly end: number;
  offset: number;
  /** Shared with the readers of the vectors inside. */
  readonly #allowed: { values: number };

  constructor(
    bytes: Uint8Array,
    offset: number = 0,
    end: number = bytes.length,
    allowed: { values: number } = { values: freeValues + (end - offset) / bytesPerValue },
  ) {
    this.bytes = bytes;
    this.offset = offset;
    this.end = end;
    this.#allowed = allowed;
  }

  get more(): boolean {
    return this.offset < this.end;
  }

  u8(): number {
    return this.bytes[this.#take(1)]!;
  }

  u16(): number {
    const at = this.#take(2);
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!;
  }

  u32(): number {
    const at = this.#take(4);
    const { bytes } = this;
    return (
      bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!)
    );
  }

  u64(): bigint {
    const high = this.u32();
    return (BigInt(high) << 32n) | BigInt(this.u32());
  }

  /** RFC 9420 §2.1.2: 1, 2 or 4 bytes, and never more than needed. */
  varint(): number {
    const first = this.u8();
    const prefix = first >> 6;
    if (prefix === 3) throw new MlsError('MLS_MALFORMED', 'A vector has no valid length.');
    let value = first & 0x3f;
    for (let more = (1 << prefix) - 1; more > 0; more -= 1) value = value * 256 + this.u8();
    if ((prefix === 1 && value < 64) || (prefix === 2 && value < 16_384)) {
      throw new MlsError('MLS_LENGTH_NOT_MINIMAL', 'A length is not in its shortest form.');
    }
    return value;
  }

  /** `opaque value<V>`. */
  opaque(): Uint8Array {
    return this.fixed(this.varint());
  }

  /** `opaque value[length]`. */
  fixed(length: number): Uint8Array {
    this.#count();
    const at = this.#take(length);
    return this.bytes.subarray(at, at + length);
  }

  /** The inside of a vector, as a reader that ends with it; this one goes on behind it. */
  vector(): Reader {
    this.#count();
    const length = this.varint();
    const at = this.#take(length);
    return new Reader(this.bytes, at, at + length, this.#allowed);
  }

  /** `optional<T>`: whether a T follows. */
  present(): boolean {
    const presence = this.u8();
    if (presence > 1)
      throw new MlsError('MLS_MALFORMED', 'An optional value is neither there nor absent.');
    return presence === 1;
  }

  /** What was read since `start`. */
  since(start: number): Uint8Array {
    return this.bytes.subarray(start, this.offset);
  }

  /** Nothing may be left. */
  close(): void {
    if (this.more)
      throw new MlsError('MLS_MALFORMED', 'There are bytes behind the end of a structure.');
  }

  #count(): void {
    this.#allowed.values -= 1;
    if (this.#allowed.values < 0) {
      throw new MlsError('MLS_TOO_MANY_VALUES', 'A structure has too many parts for its length.');
    }
  }

  #take(length: number): number {
    const at = this.offset;
    if (length > this.end - at) throw new MlsError('MLS_MALFORMED', 'A structure is cut short.');
    this.offset = at + length;
    return at;
  }
}

/** Reads a structure that fills `bytes` whole. */
export function readWhole<T>(bytes: Uint8Array, read: (reader: Reader) => T): T {
  const reader = new Reader(bytes);
  const value = read(reader);
  reader.close();
  return value;
}
