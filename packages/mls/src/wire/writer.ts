import { MlsError } from '../mls-error.ts';
import { maxVectorBytes } from './reader.ts';

/** Bytes of `opaque value<V>` for a value of `length` bytes. */
export function vectorBytes(length: number): number {
  return length + (length < 64 ? 1 : length < 16_384 ? 2 : 4);
}

/**
 * Writes the TLS presentation language as RFC 9420 §2.1 uses it: lengths in their shortest form. `finish` gives the bytes and
 * ends the writer, unless it is cleared.
 *
 * @throws MLS_INPUT for a vector longer than 2^30 - 1 bytes
 */
export class Writer {
  #bytes: Uint8Array;
  #length = 0;

  constructor(expectedBytes: number = 256) {
    this.#bytes = new Uint8Array(expectedBytes);
  }

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    const at = this.#grow(1);
    this.#bytes[at] = value;
    return this;
  }

  u16(value: number): this {
    const at = this.#grow(2);
    this.#bytes[at] = value >>> 8;
    this.#bytes[at + 1] = value;
    return this;
  }

  u32(value: number): this {
    const at = this.#grow(4);
    this.#bytes[at] = value >>> 24;
    this.#bytes[at + 1] = value >>> 16;
    this.#bytes[at + 2] = value >>> 8;
    this.#bytes[at + 3] = value;
    return this;
  }

  u64(value: bigint): this {
    return this.u32(Number(value >> 32n)).u32(Number(value & 0xffff_ffffn));
  }

  varint(value: number): this {
    if (value < 64) return this.u8(value);
    if (value < 16_384) return this.u16(0x4000 | value);
    if (value > maxVectorBytes) throw new MlsError('MLS_INPUT', 'A vector is too long.');
    return this.u32(0x8000_0000 + value);
  }

  /** `opaque value<V>`. */
  opaque(value: Uint8Array): this {
    return this.varint(value.length).fixed(value);
  }

  /** `opaque value[n]`: the bytes alone. */
  fixed(value: Uint8Array): this {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  /** So many zero bytes; none for a number below 1. */
  zeros(count: number): this {
    // What is not written yet is zero.
    if (count > 0) this.#grow(count);
    return this;
  }

  /** Begins a vector; give what it returns to `close` when its elements are written. */
  open(): number {
    return this.#grow(1) + 1;
  }

  /** Ends the vector that `open` began at `start`, and puts its length before it. */
  close(start: number): this {
    const length = this.#length - start;
    const header = vectorBytes(length) - length;
    if (header > 1) {
      this.#grow(header - 1);
      this.#bytes.copyWithin(start - 1 + header, start, start + length);
    }
    const end = this.#length;
    this.#length = start - 1;
    this.varint(length);
    this.#length = end;
    return this;
  }

  /** `optional<T>`: writes whether a T follows. */
  present(value: boolean): this {
    return this.u8(value ? 1 : 0);
  }

  /** Begins again in the same memory: what `finish` gave is no longer valid. */
  clear(): this {
    this.#length = 0;
    return this;
  }

  finish(): Uint8Array {
    // Where the expectation was exact, the array itself: making a view of a small array costs more than writing it.
    if (this.#bytes.length === this.#length) return this.#bytes;
    const bytes = this.#bytes.subarray(0, this.#length);
    // A view of a much larger buffer would keep all of it alive.
    if (this.#bytes.length <= 2 * this.#length) return bytes;
    const copy = bytes.slice();
    // It may be a secret.
    bytes.fill(0);
    return copy;
  }

  #grow(length: number): number {
    const at = this.#length;
    this.#length = at + length;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }
}
