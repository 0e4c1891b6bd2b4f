import type { Span } from './scan.ts';

/**
 * Reads the one form in which frames are usually written: known fields in rising order, short varints. Every method
 * answers "not that" instead of throwing, and the caller then leaves the frame to the generated code.
 */
export class HotReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #end: number;

  constructor(bytes: Uint8Array, { start, end }: Span) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get atEnd(): boolean {
    return this.#at === this.#end;
  }

  /** The next byte, without moving; undefined at the end. */
  get next(): number | undefined {
    return this.#at < this.#end ? this.#bytes[this.#at] : undefined;
  }

  take(tag: number): boolean {
    if (this.next !== tag) return false;
    this.#at++;
    return true;
  }

  /** A varint of at most four bytes, in its shortest form; -1 for another. */
  varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    for (let shift = 0; shift < 28 && this.#at < this.#end; shift += 7) {
      const byte = bytes[this.#at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return byte === 0 && shift > 0 ? -1 : value;
    }
    return -1;
  }

  /** A varint field that is not 0; -1 for another. */
  varintField(tag: number): number {
    return this.take(tag) ? this.varint() || -1 : -1;
  }

  /** A view of a length-delimited field; undefined for another. */
  bytesField(tag: number): Uint8Array | undefined {
    const length = this.#lengthField(tag);
    if (length < 0) return undefined;
    this.#at += length;
    return this.#view(this.#at - length, length);
  }

  /** Goes into a message: afterwards the end is the message's. Gives the end to `leave` to, or -1. */
  enter(tag: number): number {
    const length = this.#lengthField(tag);
    if (length < 0) return -1;
    const outer = this.#end;
    this.#end = this.#at + length;
    return outer;
  }

  leave(outer: number): void {
    this.#end = outer;
  }

  #lengthField(tag: number): number {
    if (!this.take(tag)) return -1;
    const length = this.varint();
    return length >= 0 && this.#at + length <= this.#end ? length : -1;
  }

  #view(at: number, length: number): Uint8Array {
    const { buffer, byteOffset } = this.#bytes;
    return new Uint8Array(buffer as ArrayBuffer, byteOffset + at, length);
  }
}
