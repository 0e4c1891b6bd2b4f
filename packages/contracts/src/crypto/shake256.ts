import { countingBytes, fromHex, textBytes } from '../bytes.ts';
import type { Clauses } from '../contract.ts';
import { ensureBytes, ensureEqual, ensureRejects } from '../ensure.ts';

export type Shake256ClauseId = 'shake256-vectors' | 'shake256-lengths' | 'shake256-bounds';

export const shake256Clauses: Clauses<Shake256ClauseId, 'crypto'> = {
  'shake256-vectors': {
    promise: 'shake256 gives the published outputs (FIPS 202)',
    check: async ({ create }) => {
      const { shake256 } = await create();
      const ofNothing = `46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f
        d75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be`;
      ensureBytes(await shake256(new Uint8Array(0), 64), fromHex(ofNothing), 'of nothing');
      const ofAbc = `483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739
        d5a15bef186a5386c75744c0527e1faa9f8726e462a12a4feb06bd8801e751e4`;
      ensureBytes(await shake256(textBytes('abc'), 64), fromHex(ofAbc), 'of abc');
      const blocks = await shake256(new Uint8Array(200).fill(0xa3), 512);
      const end = '6a1a9d7846436e4dca5728b6f760eef0ca92bf0be5615e96959d767197a0beeb';
      ensureBytes(blocks.slice(480), fromHex(end), 'of 200 times a3, the end of 512 bytes');
    },
  },
  'shake256-lengths': {
    promise:
      'shake256 gives any length from 0 to 65,536, the shorter output as the start of the longer',
    check: async ({ create }) => {
      const { shake256, hash } = await create();
      const whole = await shake256(new Uint8Array(0), 65_536);
      ensureBytes(
        await hash('SHA-256', whole),
        fromHex('94307fe5cf043376f588720ddd10ff39de614bd21c01d78f4c658134684d6d3d'),
        'hash of 65,536 bytes',
      );
      const data = countingBytes(300);
      const long = await shake256(data, 1_000);
      for (const length of [0, 1, 31, 135, 136, 137, 272, 999]) {
        ensureBytes(await shake256(data, length), long.slice(0, length), `${length} bytes`);
      }
    },
  },
  'shake256-bounds': {
    promise: 'shake256 refuses any other length with CRYPTO_INPUT',
    check: async ({ create }) => {
      const { shake256 } = await create();
      ensureEqual((await shake256(countingBytes(3), 65_536)).length, 65_536, 'the most');
      for (const length of [-1, 1.5, 65_537, Number.NaN, Number.POSITIVE_INFINITY]) {
        await ensureRejects(() => shake256(countingBytes(3), length), 'CRYPTO_INPUT', `${length}`);
      }
    },
  },
};
