import type { Flaws } from '../contract.ts';
import { flawOf } from '../contract.ts';
import type { CryptoClauseId } from '../crypto.ts';

/** For each clause of the `crypto` point, an implementation that breaks it. */
export const brokenCrypto: Flaws<CryptoClauseId, 'crypto'> = {
  'hash-vectors': flawOf(({ hash }) => ({
    hash: async (algorithm, data) => (await hash(algorithm, data)).toReversed(),
  })),
  'fresh-output': flawOf(({ hash }) => {
    let kept: Promise<Uint8Array> | undefined;
    return { hash: (algorithm, data) => (kept ??= hash(algorithm, data)) };
  }),
};
