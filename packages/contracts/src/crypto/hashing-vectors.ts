import type { HashAlgorithm } from '@sotto/core';
import { textBytes } from '../bytes.ts';

interface HashVector {
  readonly algorithm: HashAlgorithm;
  readonly data: () => Uint8Array;
  readonly digest: string;
}

const millionA = () => new Uint8Array(1_000_000).fill(0x61);
const abc = () => textBytes('abc');
const nothing = () => new Uint8Array(0);

/** The examples that FIPS 180-4 refers to: nothing, "abc", and a million times "a". */
export const hashVectors: readonly HashVector[] = [
  {
    algorithm: 'SHA-256',
    data: nothing,
    digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  },
  {
    algorithm: 'SHA-256',
    data: abc,
    digest: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  },
  {
    algorithm: 'SHA-256',
    data: millionA,
    digest: 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
  },
  {
    algorithm: 'SHA-384',
    data: nothing,
    digest:
      '38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b',
  },
  {
    algorithm: 'SHA-384',
    data: abc,
    digest:
      'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  },
  {
    algorithm: 'SHA-384',
    data: millionA,
    digest:
      '9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985',
  },
  {
    algorithm: 'SHA-512',
    data: nothing,
    digest: `cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce
      47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e`,
  },
  {
    algorithm: 'SHA-512',
    data: abc,
    digest: `ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
      2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f`,
  },
  {
    algorithm: 'SHA-512',
    data: millionA,
    digest: `e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb
      de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b`,
  },
];

interface HmacVector {
  readonly algorithm: HashAlgorithm;
  readonly key: string;
  readonly data: string;
  readonly code: string;
}

const hiThere = { key: '0b'.repeat(20), data: '4869205468657265' };
const jefe = { key: '4a656665', data: '7768617420646f2079612077616e7420666f72206e6f7468696e673f' };
const largeKey = {
  key: 'aa'.repeat(131),
  data: '54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374',
};

/** RFC 4231 §4.2, §4.3 and §4.7. */
export const hmacVectors: readonly HmacVector[] = [
  {
    algorithm: 'SHA-256',
    ...hiThere,
    code: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  },
  {
    algorithm: 'SHA-256',
    ...jefe,
    code: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    algorithm: 'SHA-256',
    ...largeKey,
    code: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  },
  {
    algorithm: 'SHA-384',
    ...hiThere,
    code: 'afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6',
  },
  {
    algorithm: 'SHA-384',
    ...jefe,
    code: 'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
  },
  {
    algorithm: 'SHA-384',
    ...largeKey,
    code: '4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952',
  },
  {
    algorithm: 'SHA-512',
    ...hiThere,
    code: `87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde
      daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854`,
  },
  {
    algorithm: 'SHA-512',
    ...jefe,
    code: `164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554
      9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737`,
  },
  {
    algorithm: 'SHA-512',
    ...largeKey,
    code: `80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352
      6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598`,
  },
];

interface HkdfVector {
  readonly salt: string;
  readonly ikm: string;
  readonly info: string;
  readonly prk: string;
  readonly okm: string;
}

/** RFC 5869 appendices A.1 to A.3, all with SHA-256. */
export const hkdfVectors: readonly HkdfVector[] = [
  {
    ikm: '0b'.repeat(22),
    salt: '000102030405060708090a0b0c',
    info: 'f0f1f2f3f4f5f6f7f8f9',
    prk: '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5',
    okm: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  },
  {
    ikm: `000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f
      303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f`,
    salt: `606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f
      909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf`,
    info: `b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf
      e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff`,
    prk: '06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244',
    okm: `b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09
      da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87`,
  },
  {
    ikm: '0b'.repeat(22),
    salt: '',
    info: '',
    prk: '19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04',
    okm: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  },
];
