import type { Crypto, HashAlgorithm } from '@sotto/core';
import { concat, utf8 } from '../bytes.ts';

/** LabeledExtract and LabeledExpand of RFC 9180 §4 for one `suite_id`. */
export interface LabeledKdf {
  readonly extract: (salt: Uint8Array, label: string, ikm: Uint8Array) => Promise<Uint8Array>;
  readonly expand: (
    prk: Uint8Array,
    label: string,
    info: Uint8Array,
    length: number,
  ) => Promise<Uint8Array>;
}

const version = utf8('HPKE-v1');

export function createLabeledKdf(
  crypto: Crypto,
  hash: HashAlgorithm,
  suiteId: Uint8Array,
): LabeledKdf {
  const prefix = concat(version, suiteId);
  return {
    extract: (salt, label, ikm) => crypto.hkdfExtract(hash, salt, concat(prefix, utf8(label), ikm)),
    expand: (prk, label, info, length) => {
      const lengthBytes = Uint8Array.of(length >> 8, length & 0xff);
      return crypto.hkdfExpand(hash, prk, concat(lengthBytes, prefix, utf8(label), info), length);
    },
  };
}
