import type { LogFile } from '@sotto/actlog';
import type { LogFiles } from '@sotto/relay';

/** A log in files, as somebody who reads them sees it. A simulated relay takes it as its `actLog`. */
export interface LogView extends LogFiles {
  /** By their path below the log's prefix. They change while the operator acts. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The same as it is now, for good: a relay that withholds what comes. */
  readonly frozen: () => LogView;
}

/** A view, and how its files are put into it. */
export function createLogView(files: Map<string, Uint8Array> = new Map()): {
  readonly view: LogView;
  readonly put: (files: readonly LogFile[]) => void;
} {
  const view: LogView = {
    files,
    frozen: () => createLogView(new Map(files)).view,
    read: async (path) => {
      const bytes = files.get(path);
      return bytes && { totalBytes: bytes.length, pieces: whole(bytes), release: async () => {} };
    },
  };
  return {
    view,
    put: (added) => {
      for (const { path, bytes } of added) files.set(path, bytes);
    },
  };
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.slice();
}
