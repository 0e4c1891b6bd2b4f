import type { BackupTarget, BackupWriter } from '@sotto/handset';

interface SaveWindow {
  readonly showSaveFilePicker?: (options: {
    readonly suggestedName: string;
  }) => Promise<FileSystemFileHandle>;
}

/**
 * A file that the person chooses, written as it is made; where the browser has no such thing, a download that is held until it is whole. A browser gives no way to go on with
 * either in a later session.
 */
export async function saveTarget(name: string): Promise<BackupTarget> {
  const { showSaveFilePicker } = window as SaveWindow;
  if (showSaveFilePicker === undefined) return downloadTarget(name);
  const handle = await showSaveFilePicker.call(window, { suggestedName: name });
  return {
    name: handle.name,
    isResumable: false,
    open: async (): Promise<BackupWriter> => {
      const file = await handle.createWritable();
      return {
        write: (bytes) => file.write(bytes.slice()),
        finish: () => file.close(),
        close: () => file.abort(),
      };
    },
  };
}

function downloadTarget(name: string): BackupTarget {
  return {
    name,
    isResumable: false,
    open: async (): Promise<BackupWriter> => {
      const parts: Blob[] = [];
      return {
        // A blob may lie on the disk: the browser decides.
        write: async (bytes) => void parts.push(new Blob([bytes.slice()])),
        finish: async () => {
          const url = URL.createObjectURL(new Blob(parts, { type: 'application/octet-stream' }));
          const link = document.createElement('a');
          link.href = url;
          link.download = name;
          link.click();
          // The download has begun by then.
          setTimeout(() => URL.revokeObjectURL(url), 60_000);
        },
        close: async () => void parts.splice(0),
      };
    },
  };
}

/** A file's bytes, piece by piece. */
export async function* bytesOf(file: Blob): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
