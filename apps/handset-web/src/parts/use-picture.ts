import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isSottoError } from '@sotto/core';
import type { Message } from '@sotto/handset';
import { handset } from '../session/open-handset.ts';

interface ShownPicture {
  /** Of the decoded picture in memory, revoked when the part leaves the screen. */
  readonly url?: string;
  /** While it is being fetched. */
  readonly percent?: number;
  /** Error code of the last try. */
  readonly error?: string;
}

/** A message's picture, or one of several, as an object URL, loaded on demand. */
export function usePicture(
  message: Message,
  index = 0,
): ShownPicture & { readonly load: () => Promise<void> } {
  const [shown, setShown] = useState<ShownPicture>({});
  const leaving = useRef(new AbortController());
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, [message.id, index]);
  useEffect(() => {
    const { url } = shown;
    return url === undefined ? undefined : () => URL.revokeObjectURL(url);
  }, [shown.url]);
  const load = useCallback(async () => {
    const { signal } = leaving.current;
    const open = handset.value;
    if (!open) return;
    try {
      const picture = await open.picture(message.conversation, message.id, {
        signal,
        index,
        onProgress: ({ doneBytes, totalBytes }) =>
          setShown({ percent: totalBytes === 0 ? 0 : Math.floor((doneBytes / totalBytes) * 100) }),
      });
      if (signal.aborted) return;
      const blob = new Blob([picture.bytes as Uint8Array<ArrayBuffer>], {
        type: picture.mediaType,
      });
      setShown({ url: URL.createObjectURL(blob) });
    } catch (error) {
      if (!signal.aborted) setShown({ error: isSottoError(error) ? error.code : 'UNKNOWN' });
    }
  }, [message.conversation, message.id, index]);
  return { ...shown, load };
}
