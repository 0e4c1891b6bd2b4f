import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Message } from '@sotto/handset';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Screen } from '../parts/screen.tsx';
import { usePicture } from '../parts/use-picture.ts';
import { back } from '../session/router.ts';
import { t, tError } from '../strings/language.ts';

/** One picture as large as the screen. Escape goes back. */
export function PictureScreen({ message }: { readonly message: Message }): JSX.Element {
  const { url, percent, error, load } = usePicture(message);
  const caption = message.body.kind === 'picture' ? message.body.caption : '';
  useEffect(() => void load(), [load]);
  useEffect(() => {
    const leave = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') back();
    };
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, []);
  return (
    <Screen
      title={t('picture')}
      actions={
        url !== undefined && (
          <IconButton label={t('savePicture')} onClick={() => save(url, message)}>
            <Icon name="save" />
          </IconButton>
        )
      }
    >
      <figure class="viewer">
        {url !== undefined && <img src={url} alt={caption || t('picture')} />}
        {percent !== undefined && <p role="status">{t('downloading', { percent })}</p>}
        {error !== undefined && <p role="alert">{tError(error)}</p>}
        {caption && <figcaption dir="auto">{caption}</figcaption>}
      </figure>
    </Screen>
  );
}

function save(url: string, { sentAtMs }: Message): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = `sotto-${new Date(sentAtMs).toISOString().slice(0, 19).replaceAll(':', '-')}`;
  link.click();
}
