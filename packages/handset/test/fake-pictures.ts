import type { Pictures, Plugin } from '@sotto/core';
import { definePlugin } from '@sotto/core';

/** Takes files that begin with `PIC`, and marks what it cleaned with `CLEAN`. */
export function fakePictures(): Plugin<'pictures', never> {
  const is = (file: Uint8Array, mark: string): boolean =>
    new TextDecoder().decode(file.subarray(0, mark.length)) === mark;
  const facts = { mediaType: 'image/jpeg', width: 40, height: 30 } as const;
  const pictures: Pictures = {
    clean: async (file) => {
      if (!is(file, 'PIC')) return { refused: 'type' };
      const bytes = new Uint8Array(5 + file.length);
      bytes.set(new TextEncoder().encode('CLEAN'));
      bytes.set(file, 5);
      return { ...facts, bytes, thumbhash: Uint8Array.of(1, 2, 3) };
    },
    inspect: async (file) => (is(file, 'CLEAN') ? facts : { refused: 'malformed' }),
  };
  return definePlugin({
    id: 'pictures-fake',
    point: 'pictures',
    contract: 1,
    needs: [],
    create: async () => pictures,
  });
}
