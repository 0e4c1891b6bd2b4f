import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Writes lines to a stream as fast as it takes them. */
export interface LineWriter {
  /** Resolves when more may be written. Does nothing once the reader is gone. */
  readonly write: (line: string) => Promise<void>;
}

/** @param onGone called once, when the other end of the pipe was closed: nobody reads any more, which is no error */
export function createLineWriter(stream: Writable, onGone: () => void): LineWriter {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A terminal that was closed. Whether that ends the program is for the signal to say that comes with it.
    const isHungUp = error.code === 'EIO';
    if (!isHungUp && error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    if (!gone && !isHungUp) onGone();
    gone = true;
  });
  return {
    write: async (line) => {
      if (gone || stream.write(`${line}\n`)) return;
      // A stream that ends instead of draining says so above.
      await Promise.race([once(stream, 'drain'), once(stream, 'close')]).catch(() => undefined);
    },
  };
}
