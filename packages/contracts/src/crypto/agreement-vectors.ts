import type { DhAlgorithm } from '@sotto/core';

export interface AgreementVector {
  readonly algorithm: DhAlgorithm;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly peer: string;
  readonly secret: string;
}

/** RFC 7748 §6.1 and §6.2; RFC 5903 §8.1 to §8.3. */
export const agreementVectors: readonly AgreementVector[] = [
  {
    algorithm: 'X25519',
    privateKey: '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb',
    publicKey: 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    peer: '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
    secret: '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
  },
  {
    algorithm: 'X448',
    privateKey: `1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d6927c120
      bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d`,
    publicKey: `3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972
      fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609`,
    peer: `9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bb
      c836647241d953d40c5b12da88120d53177f80e532c41fa0`,
    secret: `07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56
      fd2464c335543936521c24403085d59a449a5037514a879d`,
  },
  {
    algorithm: 'P-256',
    privateKey: 'c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433',
    publicKey: `04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c37725811
      805271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990b
      b3`,
    peer: `04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf
      6356fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872
      ab`,
    secret: 'd6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de',
  },
  {
    algorithm: 'P-384',
    privateKey: `099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655
      e35b538041e649ee3faef896783ab194`,
    publicKey: `04667842d7d180ac2cde6f74f37551f55755c7645c20ef73e31634fe72b4c55e
      e6de3ac808acb4bdb4c88732aee95f41aa9482ed1fc0eeb9cafc4984625ccfc2
      3f65032149e0e144ada024181535a0f38eeb9fcff3c2c947dae69b4c634573a8
      1c`,
    peer: `04e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc50
      9d0d1ac43a0336def96fda41d0774a3571dcfbec7aacf3196472169e83843036
      7f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e638
      6c`,
    secret: `11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4
      d603135569b9e9d09cf5d4a270f59746`,
  },
  {
    algorithm: 'P-521',
    privateKey: `0037ade9319a89f4dabdb3ef411aaccca5123c61acab57b5393dce47608172a0
      95aa85a30fe1c2952c6771d937ba9777f5957b2639bab072462f68c27a57382d
      4a52`,
    publicKey: `040015417e84dbf28c0ad3c278713349dc7df153c897a1891bd98bab4357c9ec
      bee1e3bf42e00b8e380aeae57c2d107564941885942af5a7f4601723c4195d17
      6ced3e017cae20b6641d2eeb695786d8c946146239d099e18e1d5a514c739d7c
      b4a10ad8a788015ac405d7799dc75e7b7d5b6cf2261a6a7f1507438bf01beb6c
      a3926f9582`,
    peer: `0400d0b3975ac4b799f5bea16d5e13e9af971d5e9b984c9f39728b5e5739735a
      219b97c356436adc6e95bb0352f6be64a6c2912d4ef2d0433ced2b6171640012
      d9460f015c68226383956e3bd066e797b623c27ce0eac2f551a10c2c724d9852
      077b87220b6536c5c408a1d2aebb8e86d678ae49cb57091f4732296579ab44fc
      d17f0fc56a`,
    secret: `01144c7d79ae6956bc8edb8e7c787c4521cb086fa64407f97894e5e6b2d79b04
      d1427e73ca4baa240a34786859810c06b3c715a3a8cc3151f2bee417996d19f3
      ddea`,
  },
];

export interface PrimeAgreement {
  readonly algorithm: 'P-256' | 'P-384' | 'P-521';
  /** Of a private key, and of a coordinate. */
  readonly bytes: number;
  readonly prime: string;
  readonly order: string;
  /** A good public key. */
  readonly peer: string;
  /** A small private key whose secret with `peer` begins with more zeros than the curve makes it do anyway. */
  readonly shortSecret: { readonly privateKey: number; readonly secret: string };
  /** Small private keys whose public keys have an x and a y that begin with zeros. */
  readonly shortCoordinates: readonly [number, number];
}

/** Made for this kit, on the keys of RFC 5903. */
export const primeAgreements: readonly PrimeAgreement[] = [
  {
    algorithm: 'P-256',
    bytes: 32,
    prime: 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff',
    order: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
    peer: `04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf
      6356fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872
      ab`,
    shortSecret: {
      privateKey: 196,
      secret: '0095a7aacad904297245fef3033ecfcdd3b717b1157b433a6a1756a269980e97',
    },
    shortCoordinates: [379, 43],
  },
  {
    algorithm: 'P-384',
    bytes: 48,
    prime: `fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe
      ffffffff0000000000000000ffffffff`,
    order: `ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf
      581a0db248b0a77aecec196accc52973`,
    peer: `04e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc50
      9d0d1ac43a0336def96fda41d0774a3571dcfbec7aacf3196472169e83843036
      7f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e638
      6c`,
    shortSecret: {
      privateKey: 224,
      secret: `0002499f11ab83b459c6fc83281fbf22068ca05c6876c568b2963617e28e2ff3
        35ed1e5782496a0132b12aa517ee6daa`,
    },
    shortCoordinates: [197, 176],
  },
  {
    algorithm: 'P-521',
    bytes: 66,
    prime: `01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
      ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
      ffff`,
    order: `01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
      fffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e9138
      6409`,
    peer: `0400d0b3975ac4b799f5bea16d5e13e9af971d5e9b984c9f39728b5e5739735a
      219b97c356436adc6e95bb0352f6be64a6c2912d4ef2d0433ced2b6171640012
      d9460f015c68226383956e3bd066e797b623c27ce0eac2f551a10c2c724d9852
      077b87220b6536c5c408a1d2aebb8e86d678ae49cb57091f4732296579ab44fc
      d17f0fc56a`,
    shortSecret: {
      privateKey: 664,
      secret: `00009b0418ced270aaf57b5c938902be468e63e2906015917e64768888572840
        53a0b7f34b5038f1e37bee2491e5d9d4bf22e614c687196d4b04f51ad3464ed3
        4d87`,
    },
    shortCoordinates: [273, 73],
  },
];
