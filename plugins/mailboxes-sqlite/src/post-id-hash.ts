import { postIdBytes } from './batch-layout.ts';

/**
 * A keyed hash of 64 bits over a post id in a mailbox, as two numbers of 32 bits. The key is the store's own, so nobody
 * outside can choose ids that collide; by chance a post collides with one of 10 million remembered ones once in 10^12.
 * MurmurHash3 (x86, 128 bits) with its seeds replaced by the key, cut to 64.
 */
export class PostIdHash {
  readonly #key: Uint32Array;
  /** Of the last call to `of`. */
  low = 0;
  high = 0;

  /** `key`: 16 bytes. */
  constructor(key: Uint8Array) {
    this.#key = new Uint32Array(key.slice(0, postIdBytes).buffer);
  }

  of(mailbox: number, view: DataView, postIdAt: number): void {
    const key = this.#key;
    let a = key[0]! ^ mailbox;
    let b = key[1]! ^ Math.floor(mailbox / 0x1_0000_0000);
    for (let word = 0; word < 4; word++) {
      const k = view.getUint32(postIdAt + 4 * word, true);
      a = mix(a ^ Math.imul(rotate(Math.imul(k, 0x239b961b), 15), 0xab0e9789), b, 0x561ccd1b);
      b = mix(
        b ^ Math.imul(rotate(Math.imul(k ^ key[2]!, 0x38b34ae5), 17), 0xa1e38b93),
        a ^ key[3]!,
        0x0bcaa747,
      );
    }
    a = finish(a + b);
    b = finish(b + a);
    this.low = (a + b) >>> 0;
    this.high = b >>> 0;
  }
}

function mix(value: number, other: number, constant: number): number {
  return (Math.imul(rotate(value, 19) + other, 5) + constant) | 0;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function finish(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
