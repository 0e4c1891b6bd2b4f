import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Message } from '@sotto/handset';
import { picturesOf } from '../parts/album.tsx';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Screen } from '../parts/screen.tsx';
import { usePicture } from '../parts/use-picture.ts';
import { useSideways } from '../parts/use-sideways.ts';
import type { Subject } from '../session/router.ts';
import { back, subject } from '../session/router.ts';
import { t, tError } from '../strings/language.ts';

/** One picture as large as the screen. Escape goes back, the arrow keys go to the others of its message. */
export function PictureScreen({ about }: { readonly about: Subject }): JSX.Element {
  const { message, index } = about;
  const pictures = picturesOf(message);
  const count = pictures.length;
  const { url, percent, error, load } = usePicture(message, index);
  const caption = pictures[index]?.caption ?? '';
  useEffect(() => void load(), [load]);
  const step = (by: number): void => {
    const next = index + by;
    if (next >= 0 && next < count) subject.value = { message, index: next };
  };
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent): void => {
      const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
      if (key === 'Escape') back();
      else if (key === 'ArrowLeft' || key === 'ArrowRight') step(key === forward ? 1 : -1);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [index, count]);
  return (
    <Screen
      title={count > 1 ? t('pictureAt', { index: index + 1, count }) : t('picture')}
      actions={
        url !== undefined && (
          <IconButton label={t('savePicture')} onClick={() => save(url, message, index)}>
            <Icon name="save" />
          </IconButton>
        )
      }
    >
      <figure class="viewer" {...useSideways(step)}>
        {url !== undefined && <img src={url} alt={caption || t('picture')} />}
        {percent !== undefined && <p role="status">{t('downloading', { percent })}</p>}
        {error !== undefined && <p role="alert">{tError(error)}</p>}
        {caption && <figcaption dir="auto">{caption}</figcaption>}
        {count > 1 && (
          <div class="viewer-steps">
            <IconButton label={t('formerPicture')} disabled={index === 0} onClick={() => step(-1)}>
              <Icon name="back" />
            </IconButton>
            <IconButton
              label={t('nextPicture')}
              disabled={index === count - 1}
              onClick={() => step(1)}
            >
              <Icon name="next" />
            </IconButton>
          </div>
        )}
      </figure>
    </Screen>
  );
}

function save(url: string, { sentAtMs }: Message, index: number): void {
  const link = document.createElement('a');
  const when = new Date(sentAtMs).toISOString().slice(0, 19).replaceAll(':', '-');
  link.href = url;
  link.download = index === 0 ? `sotto-${when}` : `sotto-${when}-${index + 1}`;
  link.click();
}
