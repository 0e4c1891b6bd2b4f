import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { shake256 } from '@noble/hashes/sha3.js';
import type { CHash } from '@noble/hashes/utils.js';
import type { Crypto, HashAlgorithm } from '@sotto/core';
import { joinBytes, source } from './bytes.ts';
import { refuseInput, requireBytes, requireWhole } from './input.ts';

const hashes: ReadonlyMap<HashAlgorithm, CHash> = new Map<HashAlgorithm, CHash>([
  ['SHA-256', sha256],
  ['SHA-384', sha384],
  ['SHA-512', sha512],
]);

/** From these sizes on the platform is faster than JavaScript, in spite of the way there and back; see the README. */
const platformHashFromBytes = 256;
const platformHmacFromBytes = 384;

function hashOf(algorithm: HashAlgorithm): CHash {
  return hashes.get(algorithm) ?? refuseInput('Unknown hash algorithm.');
}

/** Hashes, HMAC (RFC 2104) and HKDF (RFC 5869): short inputs here and now, long ones on the platform. */
export function createHashing(
  subtle: SubtleCrypto,
): Pick<Crypto, 'hash' | 'hmac' | 'hkdfExtract' | 'hkdfExpand' | 'shake256'> {
  return {
    hash: async (algorithm, data) => {
      const hash = hashOf(algorithm);
      requireBytes(data, 'data');
      if (data.length < platformHashFromBytes) return hash(data);
      return new Uint8Array(await subtle.digest(algorithm, source(data)));
    },
    hmac: async (algorithm, key, data) => {
      const hash = hashOf(algorithm);
      requireBytes(key, 'key');
      requireBytes(data, 'data');
      // WebCrypto refuses an empty key.
      if (data.length < platformHmacFromBytes || key.length === 0) return hmac(hash, key, data);
      const imported = await subtle.importKey(
        'raw',
        source(key),
        { name: 'HMAC', hash: algorithm },
        false,
        ['sign'],
      );
      return new Uint8Array(await subtle.sign('HMAC', imported, source(data)));
    },
    hkdfExtract: async (algorithm, salt, ikm) => {
      requireBytes(salt, 'salt');
      requireBytes(ikm, 'ikm');
      // HMAC pads a short key with zeros, so that an empty salt already means a string of zeros.
      return hmac(hashOf(algorithm), salt, ikm);
    },
    hkdfExpand: async (algorithm, prk, info, length) => {
      const hash = hashOf(algorithm);
      requireBytes(prk, 'prk');
      if (prk.length < hash.outputLen) refuseInput('prk must be at least as long as the hash.');
      requireBytes(info, 'info');
      requireWhole(length, 0, 255 * hash.outputLen, 'length');
      const output = new Uint8Array(length);
      let block: Uint8Array = new Uint8Array(0);
      for (let counter = 1, offset = 0; offset < length; counter += 1, offset += block.length) {
        block = hmac(hash, prk, joinBytes(block, info, Uint8Array.of(counter)));
        output.set(block.subarray(0, length - offset), offset);
      }
      return output;
    },
    shake256: async (data, length) => {
      requireBytes(data, 'data');
      requireWhole(length, 0, 65_536, 'length');
      return length === 0 ? new Uint8Array(0) : shake256(data, { dkLen: length });
    },
  };
}
