import { pngImageData } from '@sotto/picture-probe';

/**
 * Whether the compressed pixels of a PNG hold as many bytes as its header says. Browsers draw a
 * picture whose data ends early as if it were whole, with the rest empty. Inflates piece by piece
 * and stops at the first byte too many.
 */
export async function isWholePng(file: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const image = pngImageData(file);
  if (image === undefined) return false;
  const pieces = image.pieces[Symbol.iterator]();
  const compressed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => {
      const next = pieces.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value as Uint8Array<ArrayBuffer>);
    },
  });
  let inflated = 0;
  try {
    for await (const chunk of readAll(compressed.pipeThrough(new DecompressionStream('deflate')))) {
      inflated += chunk.length;
      if (inflated > image.inflatedBytes) return false;
    }
  } catch {
    // A broken zlib stream is the answer asked for.
    return false;
  }
  return inflated === image.inflatedBytes;
}

/** Not every browser can iterate over a stream. */
async function* readAll(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Also stops the inflating when the caller has seen enough.
    await reader.cancel();
  }
}
