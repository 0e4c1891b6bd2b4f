import { canvasPictures } from '@sotto/pictures-canvas';

/** Cleans every file that it is sent. */
addEventListener('message', async ({ data }: MessageEvent<Uint8Array>) => {
  const pictures = await canvasPictures().create({});
  const signal = new AbortController().signal;
  postMessage(
    await pictures.clean(data, { signal, maxInputBytes: 1e7, maxInputPixels: 1e7, maxSidePixels: 512 }),
  );
});
