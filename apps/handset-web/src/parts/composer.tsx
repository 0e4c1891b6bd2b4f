import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConversationId, Draft } from '@sotto/handset';
import { running } from '../session/open-handset.ts';
import { t, tError } from '../strings/language.ts';
import { IconButton, useAction } from './button.tsx';
import { Icon } from './icon.tsx';

/** Where to write. Enter sends, Shift+Enter makes a new line; pictures by button, paste or drop. */
export function Composer({
  id,
  name,
}: {
  readonly id: ConversationId;
  readonly name: string;
}): JSX.Element {
  const [text, setText] = useState('');
  const [file, setFile] = useState<File>();
  const [error, setError] = useState<string>();
  const input = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [busy, submit] = useAction(
    async () => {
      if (!file && text.trim() === '') return;
      const draft: Draft = file
        ? { picture: new Uint8Array(await file.arrayBuffer()), caption: text.trim() }
        : { text };
      await running().send(id, draft);
      setText('');
      setFile(undefined);
      setError(undefined);
      input.current?.focus();
    },
    (code, refusal) => setError(tError(code, refusal)),
  );
  const take = (files: FileList | undefined | null): boolean => {
    const picture = Array.from(files ?? []).find(({ type }) => type.startsWith('image/'));
    if (picture) setFile(picture);
    setError(undefined);
    return picture !== undefined;
  };
  return (
    <form
      class="composer"
      onSubmit={submit}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer?.files);
      }}
    >
      <p class="error" role="alert">
        {error}
      </p>
      {file && <Preview file={file} remove={() => setFile(undefined)} />}
      {busy && file && <p role="status">{t('preparing')}</p>}
      <div class="composer-line">
        <input
          ref={picker}
          type="file"
          hidden
          accept="image/jpeg,image/png,image/webp"
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
        <IconButton label={t('attach')} onClick={() => picker.current?.click()}>
          <Icon name="picture" />
        </IconButton>
        <textarea
          ref={input}
          rows={1}
          dir="auto"
          value={text}
          aria-label={file ? t('caption') : t('messageTo', { name })}
          placeholder={t(file ? 'caption' : 'message')}
          onInput={(event) => setText(event.currentTarget.value)}
          onPaste={(event) => {
            if (take(event.clipboardData?.files)) event.preventDefault();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
          }}
        />
        <IconButton
          type="submit"
          kind="primary"
          label={t(file ? 'sendPicture' : 'send')}
          onClick={submit}
        >
          <Icon name="send" />
        </IconButton>
      </div>
    </form>
  );
}

function Preview({
  file,
  remove,
}: {
  readonly file: File;
  readonly remove: () => void;
}): JSX.Element {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <div class="preview">
      <img src={url} alt={t('picturePreview')} />
      <IconButton label={t('removePicture')} onClick={remove}>
        <Icon name="close" />
      </IconButton>
    </div>
  );
}
