import type { AeadAlgorithm } from '@sotto/core';

interface AeadVector {
  readonly algorithm: AeadAlgorithm;
  readonly key: string;
  readonly nonce: string;
  readonly associatedData: string;
  readonly plaintext: string;
  /** Ciphertext with the tag behind it. */
  readonly sealed: string;
}

const gcmKey = 'feffe9928665731c6d6a8f9467308308';
const gcmRest = {
  nonce: 'cafebabefacedbaddecaf888',
  associatedData: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
  plaintext: `d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
    1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39`,
};
const zeros = { nonce: '00'.repeat(12), associatedData: '', plaintext: '' };

/** McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 1, 4, 13 and 16; RFC 8439 §2.8.2. */
export const aeadVectors: readonly AeadVector[] = [
  {
    algorithm: 'AES-128-GCM',
    key: '00'.repeat(16),
    ...zeros,
    sealed: '58e2fccefa7e3061367f1d57a4e7455a',
  },
  {
    algorithm: 'AES-128-GCM',
    key: gcmKey,
    ...gcmRest,
    sealed: `42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e
      21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091 5bc94fbc3221a5db94fae95ae7121a47`,
  },
  {
    algorithm: 'AES-256-GCM',
    key: '00'.repeat(32),
    ...zeros,
    sealed: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    algorithm: 'AES-256-GCM',
    key: gcmKey + gcmKey,
    ...gcmRest,
    sealed: `522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
      8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662 76fc6ece0f4e1768cddf8853bb2d551b`,
  },
  {
    algorithm: 'ChaCha20-Poly1305',
    key: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f',
    nonce: '070000004041424344454647',
    associatedData: '50515253c0c1c2c3c4c5c6c7',
    plaintext: `4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a204966204920636f756c64
      206f6666657220796f75206f6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73637265656e20776f
      756c642062652069742e`,
    sealed: `d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b
      1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc
      3ff4def08e4b7a9de576d26586cec64b6116 1ae10b594f09e26a7e902ecbd0600691`,
  },
];
