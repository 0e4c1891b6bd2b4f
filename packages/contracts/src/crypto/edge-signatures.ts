import { fromHex, textBytes } from '../bytes.ts';

/** A signature over `edgeMessage` that some verifier in use accepts, made for this kit. */
export interface EdgeSignature {
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
}

export const edgeMessage: Uint8Array = textBytes('sotto voce');

function edge(publicKey: string, r: string, s: string): EdgeSignature {
  return { publicKey: fromHex(publicKey), signature: fromHex(r + s) };
}

const honestKey = 'c11bb52f432a1335656a269aaf968ff5a9cdfedeb6e92f123f3458c189b09d41';

/** Made in the same way as the others, and good. */
export const honestSignature: EdgeSignature = edge(
  honestKey,
  '72e6529f8c273f1fc66688cf15ab63195702c173034b6346c210131b79979127',
  '110331d7c1aeffc53c1a07a57fd309ab542016ec82810d70acefddefc0828509',
);

/** S + L, which is the same number to a careless verifier. */
export const scalarOutOfRange: readonly EdgeSignature[] = [
  edge(
    honestKey,
    '72e6529f8c273f1fc66688cf15ab63195702c173034b6346c210131b79979127',
    'fed62634dc11121e13b7fe475ecde8bf542016ec82810d70acefddefc0828519',
  ),
];

/** Keys of order 1, 2, 4 and 8: the equation holds for whoever likes. */
export const smallOrderKeys: readonly EdgeSignature[] = [
  edge(
    '0100000000000000000000000000000000000000000000000000000000000000',
    '36e8d30ef936b2f4b5fe9fc46469a8ddb60e08dc4d8e1583192d0abf7abb1ac1',
    '2b8653318388b01f95ff417141eb3661eefea48fda31fa72902cc355f560600d',
  ),
  edge(
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '02980d2899623c8c28958fa766684f2f5b257ffdcdf4f3b2b6987ef0b33b15b9',
    '9beb0074745a419a9ad4e9ad5643520d238fa474c71367e47af03fb601511903',
  ),
  edge(
    '0000000000000000000000000000000000000000000000000000000000000080',
    'a88d30b47f4720e0ebb620f2813fc76fc8ca2107bf6a61e7b170339f2cee2fbb',
    '3122a5eb224ef4e4969f466b7646d1e02cabe6ed978ddc4db0c3f2ed3af2f30f',
  ),
  edge(
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    '66dd03364d57e268d086857803de62eaf0c47a164ef6aba31d747a6885cca6d2',
    'ac8a182e8e43aa18ccc22d37cf5d384e41b81a6e6874dc0c5ed8eb59fcb50b08',
  ),
];

/** An honest key plus a point of order 8, and of order 2; k is a multiple of 8, so that the equation holds. */
export const mixedOrderKeys: readonly EdgeSignature[] = [
  edge(
    '98c46d8c336131889cc1e292f2cbfc6cc57bf4eb093ce6e738be8d57ec99daea',
    '47a5e912580870f7400bcb9c3d500e4dd64973add5b375d33c543d79983f089e',
    'ebc946b89c197ea5a62cdf200e20af1ad8372aba440c71786ac939c6beef2008',
  ),
  edge(
    '2ce44ad0bcd5ecca9a95d9655069700a563201214916d0edc0cba73e764f62be',
    '4070510859b97dfa9a40a4e263a422be5d4c146a2cfdcfe46b21794ab3b3c0f5',
    'd044f32c1199a05e179f018d849ea1cb827a9c3a6ee46f2ac074634acb82cb0e',
  ),
];

/** The identity as y = p + 1, and as x = 0 with the sign bit. */
export const nonCanonicalKeys: readonly EdgeSignature[] = [
  edge(
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'ab13c1190467085ce1c1f85aeee3ccb8468bb65a0f10791061e7b6ff6aeb89b3',
    'e8c6dfd4f9abf39c9d8eb8d81657b989387dc6843179db271b71c52ebea23e0b',
  ),
  edge(
    '0100000000000000000000000000000000000000000000000000000000000080',
    '1457329c22fe05fdc1f45cdcedee143e4ecf5102f892a9c859408072edbd14bb',
    'f5f65778c0d18949eb8a48f3c10f406a75c6672a4fc479949d714e72bb40c807',
  ),
];

/** R of order 1 (the equation holds) and of order 8 (times 8 it holds). */
export const smallOrderNonces: readonly EdgeSignature[] = [
  edge(
    honestKey,
    '0100000000000000000000000000000000000000000000000000000000000000',
    '88fe14209f3c7ebc72f74987e00e96559354d03ad37a5ed30cde08fa4be4bf00',
  ),
  edge(
    honestKey,
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    '966f7b9981568bcd8c74335ef215cbd7c6b738814d8c63f63779d12d7ff36d06',
  ),
];

/** R plus a point of order 8, and of order 2: times 8 the equation holds. */
export const mixedOrderNonces: readonly EdgeSignature[] = [
  edge(
    honestKey,
    '85cd9bfa73ce5b5af8677ff957395ad7ce3aff106e89f72e482562d73d5d0020',
    '9b2f747acb78fcfd906823bf25c3b93b0021ecadbbe066ac116d80bae6feba06',
  ),
  edge(
    honestKey,
    '062c73e741d797aa33fa9c1ab17dbb8fc478027a9d25fa7102fe1b891ce4807d',
    'eca8d45e2f6ec6c78b5286fc27f611c1c70452866e45de1ae14f1cd40022ca03',
  ),
];

/** R the identity as y = p + 1, and as x = 0 with the sign bit. */
export const nonCanonicalNonces: readonly EdgeSignature[] = [
  edge(
    honestKey,
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '9e0aa8bcceda53d02c664667bdc2d50055186e13c1335848b85dd111790e8e0a',
  ),
  edge(
    honestKey,
    '0100000000000000000000000000000000000000000000000000000000000080',
    'fc293e02f1cc7969be8328eecf7da66b73a0c1084eb84dc83a24f29fe797b209',
  ),
];
