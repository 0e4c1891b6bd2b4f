import { canvasPictures } from '@sotto/pictures-canvas';

/**
 * Cleans every file that it is sent, and answers with the result, or with `undefined` when it could
 * not.
 */
addEventListener('message', ({ data }: MessageEvent<Uint8Array>) => {
  clean(data).then(postMessage, () => postMessage(undefined));
});

async function clean(file: Uint8Array): Promise<unknown> {
  const pictures = await canvasPictures().create({});
  const signal = new AbortController().signal;
  return pictures.clean(file, {
    signal,
    maxInputBytes: 1e7,
    maxInputPixels: 1e7,
    maxSidePixels: 512,
  });
}
