import type { CleanOptions, PictureRefusal, Pictures, Plugin } from '@sotto/core';
import { definePlugin } from '@sotto/core';

const raw = new TextEncoder().encode('SIMULATED RAW ');
const clean = new TextEncoder().encode('SIMULATED PIC ');

/** Bytes that `simulatedPictures` takes for a picture. */
export function simulatedPicture(content: Uint8Array): Uint8Array {
  return joined(raw, content);
}

/** What `simulatedPictures` made of `simulatedPicture(content)`. */
export function cleanedSimulatedPicture(content: Uint8Array): Uint8Array {
  return joined(clean, content);
}

/** A picture codec without pictures: it knows its own mark and nothing else, and costs nothing. */
export function simulatedPictures(): Plugin<'pictures', never> {
  const facts = { mediaType: 'image/png', width: 40, height: 30 } as const;
  const refusal = (
    file: Uint8Array,
    mark: Uint8Array,
    options: CleanOptions,
  ): PictureRefusal | undefined => {
    options.signal.throwIfAborted();
    if (file.length > options.maxInputBytes) return { refused: 'bytes' };
    return mark.every((byte, at) => file[at] === byte) ? undefined : { refused: 'type' };
  };
  const pictures: Pictures = {
    clean: async (file, options) =>
      refusal(file, raw, options) ?? {
        ...facts,
        bytes: cleanedSimulatedPicture(file.subarray(raw.length)),
        thumbhash: Uint8Array.of(1, 2, 3),
      },
    inspect: async (file, options) => refusal(file, clean, options) ?? facts,
  };
  return definePlugin({
    id: 'pictures-simulated',
    point: 'pictures',
    contract: 1,
    needs: [],
    create: async () => pictures,
  });
}

function joined(mark: Uint8Array, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(mark.length + content.length);
  bytes.set(mark);
  bytes.set(content, mark.length);
  return bytes;
}
