import type { Ed25519Platform } from './verifier.ts';

const message: Uint8Array = fromHex('736f74746f20766f6365');
const publicKey = fromHex('c11bb52f432a1335656a269aaf968ff5a9cdfedeb6e92f123f3458c189b09d41');

/** The equation holds. */
const honest = fromHex(
  '72e6529f8c273f1fc66688cf15ab63195702c173034b6346c210131b79979127' +
    '110331d7c1aeffc53c1a07a57fd309ab542016ec82810d70acefddefc0828509',
);

/** R plus a point of order 8, and of order 2: the equation holds times 8, and the second one times 4 and 2 as well. */
const timesCofactor = [
  '85cd9bfa73ce5b5af8677ff957395ad7ce3aff106e89f72e482562d73d5d0020' +
    '9b2f747acb78fcfd906823bf25c3b93b0021ecadbbe066ac116d80bae6feba06',
  '062c73e741d797aa33fa9c1ab17dbb8fc478027a9d25fa7102fe1b891ce4807d' +
    'eca8d45e2f6ec6c78b5286fc27f611c1c70452866e45de1ae14f1cd40022ca03',
].map(fromHex);

/**
 * Finds out which equation a verifier checks, for a platform that is not known beforehand. `broken` when it
 * refuses an honest signature: such a verifier is not to be used at all.
 */
export async function probeEquation<Key>(
  platform: Pick<Ed25519Platform<Key>, 'importPublicKey' | 'verify'>,
): Promise<Ed25519Platform<Key>['equation'] | 'broken'> {
  const key = await platform.importPublicKey(publicKey);
  if (!(await platform.verify(key, message, honest))) return 'broken';
  for (const signature of timesCofactor) {
    if (await platform.verify(key, message, signature)) return 'unknown';
  }
  return 'cofactorless';
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  );
}
