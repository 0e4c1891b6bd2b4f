import * as node from 'node:crypto';
import { ownBytes } from './own-bytes.ts';

/** HMAC (RFC 2104) with one hash. A short key counts as padded with zeros. */
export type Hmac = (key: Uint8Array, data: Uint8Array) => Uint8Array;

/** Up to here two hashes cost two thirds of what Node's object for an HMAC does; most inputs have some thirty bytes. */
const shortBytes = 512;

/** The two hashes of the RFC for short data, in memory that is used again and overwritten in between. */
export function createHmac(hash: string, blockBytes: number, hashBytes: number): Hmac {
  const inner = Buffer.alloc(blockBytes + shortBytes);
  const outer = Buffer.alloc(blockBytes + hashBytes);
  return (key, data) => {
    if (data.length > shortBytes || key.length > blockBytes) {
      return ownBytes(node.createHmac(hash, key).update(data).digest());
    }
    for (let index = 0; index < key.length; index += 1) {
      inner[index] = key[index]! ^ 0x36;
      outer[index] = key[index]! ^ 0x5c;
    }
    inner.fill(0x36, key.length, blockBytes);
    outer.fill(0x5c, key.length, blockBytes);
    inner.set(data, blockBytes);
    // Text, because a buffer of its own costs half as much as the hash; it is no secret without the key.
    const digest = node.hash(hash, inner.subarray(0, blockBytes + data.length), 'latin1');
    outer.write(digest, blockBytes, 'latin1');
    const mac = ownBytes(node.hash(hash, outer, 'buffer'));
    inner.fill(0, 0, blockBytes + data.length);
    outer.fill(0);
    return mac;
  };
}
