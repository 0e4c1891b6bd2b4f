import { pictureSamples, residue } from '@sotto/contracts';
import { canvasPictures } from '@sotto/pictures-canvas';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const samples = [
  ...pictureSamples.plain(),
  ...pictureSamples.telling(),
  ...pictureSamples.transparent(),
];

test('whatever is changed in a picture, it is refused or comes out clean', async () => {
  const pictures = await canvasPictures().create({});
  const signal = new AbortController().signal;
  const limits = { signal, maxInputBytes: 100_000, maxInputPixels: 1_000_000, maxSidePixels: 256 };
  const change = fc.tuple(fc.nat(10_000), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...samples),
      fc.array(change, { maxLength: 4 }),
      async ({ file }, changes) => {
        const changed = file.slice();
        for (const [at, value] of changes) changed[at % changed.length] = value;
        const result = await pictures.clean(changed, limits);
        if (result.refused !== undefined) return;
        expect(residue(result.bytes)).toEqual([]);
        expect(Math.max(result.width, result.height)).toBeLessThanOrEqual(256);
        expect((await pictures.inspect(result.bytes, limits)).refused).toBeUndefined();
      },
    ),
    { numRuns: 200 },
  );
});
