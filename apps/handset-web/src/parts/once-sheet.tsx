import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OnceContent } from '@sotto/handset';
import { t } from '../strings/language.ts';
import { Action } from './button.tsx';
import { RichText } from './rich-text.tsx';
import { Sheet } from './sheet.tsx';

/** Shows what is nowhere else any more, until it is closed. */
export function OnceSheet({
  content,
  close,
}: {
  readonly content: OnceContent;
  readonly close: () => void;
}): JSX.Element {
  const urls = useUrls(content);
  // Whoever looks away has not closed it: what is behind a hidden page can be seen in a list of windows.
  useEffect(() => {
    const hide = (): void => {
      if (document.visibilityState === 'hidden') close();
    };
    document.addEventListener('visibilitychange', hide);
    return () => document.removeEventListener('visibilitychange', hide);
  }, []);
  return (
    <Sheet title={t('onceTitle')} close={close}>
      {content.kind === 'text' ? (
        <RichText text={content.text} names={[]} />
      ) : (
        content.pictures.map(({ caption }, index) => (
          <figure class="once-picture" key={index}>
            <img src={urls[index]} alt={caption || t('picture')} />
            {caption && <figcaption dir="auto">{caption}</figcaption>}
          </figure>
        ))
      )}
      <p class="hint">{t('onceGone')}</p>
      <Action kind="primary" label={t('onceClose')} run={close} />
    </Sheet>
  );
}

function useUrls(content: OnceContent): readonly string[] {
  const [urls, setUrls] = useState<readonly string[]>([]);
  useEffect(() => {
    if (content.kind === 'text') return undefined;
    const made = content.pictures.map(({ bytes, mediaType }) =>
      URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mediaType })),
    );
    setUrls(made);
    return () => {
      for (const url of made) URL.revokeObjectURL(url);
    };
  }, [content]);
  return urls;
}
