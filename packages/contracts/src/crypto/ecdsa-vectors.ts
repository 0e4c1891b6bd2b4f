/** A P curve (SP 800-186 §3.2.1), with signatures to try on it. */
export interface EcdsaSample {
  readonly algorithm: 'P-256' | 'P-384' | 'P-521';
  /** Of a private key, and of a coordinate. */
  readonly bytes: number;
  /** The field's prime p, and the group's order n. */
  readonly prime: string;
  readonly order: string;
  readonly privateKey: string;
  readonly publicKey: string;
  /** Over "sample" (RFC 6979 §A.2.5 to §A.2.7). */
  readonly signature: string;
  /** A key for which (r, 1) is a good signature over `edgeMessage`: the x of its R is r + n. */
  readonly wrapped: { readonly r: number; readonly publicKey: string };
  /** A key for which the sum of (5, 7) over `edgeMessage` is the point at infinity, whose x is no number. */
  readonly infinite: string;
}

/** Made for this kit, apart from the values of RFC 6979. */
export const ecdsaSamples: readonly EcdsaSample[] = [
  {
    algorithm: 'P-256',
    bytes: 32,
    prime: 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff',
    order: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
    privateKey: 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
    publicKey: `0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29f
      b67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d44622
      99`,
    signature: `3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0e
      a84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff406
      4dc4ab2f843acda8`,
    wrapped: {
      r: 3,
      publicKey: `040d56d0d10ff3606aa476587f4e502966b32f0d33a1f51ec26db90801e1643d
        14a7d11de9f58afe2fdc7b271743215f63bc0fe96127967489f82eb5c2cfc0a4
        ae`,
    },
    infinite: 'fabe38a7c555c6bd64b9b50bdf094ff867d6de47e0f961a2e08cbbccf39aacec',
  },
  {
    algorithm: 'P-384',
    bytes: 48,
    prime: `fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe
      ffffffff0000000000000000ffffffff`,
    order: `ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf
      581a0db248b0a77aecec196accc52973`,
    privateKey: `6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8
      96d5724e4c70a825f872c9ea60d2edf5`,
    publicKey: `04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c
      64def8f0ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621
      896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd25332647
      20`,
    signature: `306602310094edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4
      ea95ad133c81a648152e44acf96e36dd1e80fabe4602310099ef4aeb15f178ce
      a1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e
      7b82c71a38628ac8`,
    wrapped: {
      r: 2,
      publicKey: `0469bd4e93f1e1e91d15be0304f0242e5661c11c7cfebab5dead58c1b645f837
        65393d1aaffbfe75516df4cfc16b4c93b6dc37aa48e5eead7708292bcd732d0d
        da988049fd00ad5a3ad4f09defd86cc1d44b61516fa746f7b07873190e1fb637
        06`,
    },
    infinite: `40429ae78234b4cab0b9515a0f2b96fb7f546abb0db6409bef2d592fb3e58eee
      4450040a6a63333a15237dbbadb24835`,
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
    privateKey: `00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75
      caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b8
      3538`,
    publicKey: `0401894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5b
      cd371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f
      5023a400493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d663
      0f746a28a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfe
      aa2bfdfcf5`,
    signature: `308187024200c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53
      950e6d4c5f174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15
      bf05ec36e377fa0241617cce7cf5064806c467f678d3b4080d6f1cc50af26ca2
      09417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc
      43997f1ee0e44da4a67a`,
    wrapped: {
      r: 1,
      publicKey: `0400dfb27e34a2d86f932d584141861e7e06f99e30c9328beab31570aa64363b
        bfec4f14563cfb3cec3620c96f47420542cf7d6641602a577d34184e62b72e1d
        d9e4a101f55373cbe5b8041e3adabd056e7de029cc6b6b12c2368a3c8e9f8585
        3a0868620a6388f208c33cb7619066f083b486d72bbc05583b96cd47bf65ae36
        bb60fd81be`,
    },
    infinite: `00cc9c694e2b2a41cac8fb76bb632fec8c103ce01a601032e6d0c66c47da33d3
      3a9606e7b2abe22aa65e7af236c6ab1210745b1a135f38a4b7d387cc51e1b03c
      4ede`,
  },
];
