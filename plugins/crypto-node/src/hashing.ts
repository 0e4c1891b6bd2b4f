import * as node from 'node:crypto';
import type { Crypto, HashAlgorithm } from '@sotto/core';
import { refuseInput, requireBytes, requireWhole } from './input.ts';
import { joinBytes, ownBytes } from './own-bytes.ts';

interface HashFacts {
  readonly name: string;
  readonly bytes: number;
}

const hashes: ReadonlyMap<HashAlgorithm, HashFacts> = new Map([
  ['SHA-256', { name: 'sha256', bytes: 32 }],
  ['SHA-384', { name: 'sha384', bytes: 48 }],
  ['SHA-512', { name: 'sha512', bytes: 64 }],
]);

function factsOf(algorithm: HashAlgorithm): HashFacts {
  return hashes.get(algorithm) ?? refuseInput('Unknown hash algorithm.');
}

function hmac(name: string, key: Uint8Array, data: Uint8Array): Uint8Array {
  return ownBytes(node.createHmac(name, key).update(data).digest());
}

/** Hashes, HMAC (RFC 2104) and HKDF (RFC 5869) on OpenSSL. */
export const hashing: Pick<Crypto, 'hash' | 'hmac' | 'hkdfExtract' | 'hkdfExpand' | 'shake256'> = {
  hash: async (algorithm, data) => {
    const { name } = factsOf(algorithm);
    requireBytes(data, 'data');
    return ownBytes(node.hash(name, data, 'buffer'));
  },
  hmac: async (algorithm, key, data) => {
    const { name } = factsOf(algorithm);
    requireBytes(key, 'key');
    requireBytes(data, 'data');
    return hmac(name, key, data);
  },
  // HMAC pads a short key with zeros, so that an empty salt already means a string of zeros.
  hkdfExtract: async (algorithm, salt, ikm) => {
    const { name } = factsOf(algorithm);
    requireBytes(salt, 'salt');
    requireBytes(ikm, 'ikm');
    return hmac(name, salt, ikm);
  },
  hkdfExpand: async (algorithm, prk, info, length) => {
    const { name, bytes } = factsOf(algorithm);
    requireBytes(prk, 'prk');
    if (prk.length < bytes) refuseInput('prk must be at least as long as the hash.');
    requireBytes(info, 'info');
    requireWhole(length, 0, 255 * bytes, 'length');
    const tail = joinBytes(info, Uint8Array.of(1));
    let block = hmac(name, prk, tail);
    // Nearly every caller asks for one block at most.
    if (length <= bytes) return length === bytes ? block : block.slice(0, length);
    const output = new Uint8Array(length);
    output.set(block);
    for (let offset = bytes; offset < length; offset += bytes) {
      tail[info.length]! += 1;
      block = hmac(name, prk, joinBytes(block, tail));
      output.set(block.subarray(0, length - offset), offset);
    }
    return output;
  },
  shake256: async (data, length) => {
    requireBytes(data, 'data');
    requireWhole(length, 0, 65_536, 'length');
    return ownBytes(
      node.hash('shake256', data, { outputEncoding: 'buffer', outputLength: length }),
    );
  },
};
