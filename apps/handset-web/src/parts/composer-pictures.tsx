import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../strings/language.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import type { PictureFiles } from './use-picture-files.ts';

/** The pictures that will be sent. Of several, a tap chooses the one that is described. */
export function ComposerPictures({ files }: { readonly files: PictureFiles }): JSX.Element | null {
  const count = files.all.length;
  if (count === 0) return null;
  return (
    <ul class="previews">
      {files.all.map(({ file }, index) => (
        <li key={index} class="preview">
          {count === 1 ? (
            <Preview file={file} label={t('picturePreview')} />
          ) : (
            <button
              type="button"
              class="preview-choose"
              aria-pressed={index === files.chosen}
              onClick={() => files.choose(index)}
            >
              <Preview file={file} label={t('pictureAt', { index: index + 1, count })} />
            </button>
          )}
          <IconButton
            label={count === 1 ? t('removePicture') : t('removePictureAt', { index: index + 1 })}
            onClick={() => files.remove(index)}
          >
            <Icon name="close" />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

function Preview({ file, label }: { readonly file: File; readonly label: string }): JSX.Element {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return <img src={url} alt={label} />;
}
