import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LockerPicture } from '@sotto/handset';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';
import { Action, useAction } from './button.tsx';
import { Question } from './question.tsx';
import { Sheet } from './sheet.tsx';
import { Thumb } from './thumb.tsx';

/** The pictures of an open locker: small and blurred, until one is chosen. */
export function LockerPictures(): JSX.Element {
  const [pictures, setPictures] = useState<readonly LockerPicture[]>([]);
  const [chosen, setChosen] = useState<LockerPicture>();
  const [removing, setRemoving] = useState<LockerPicture>();
  const picker = useRef<HTMLInputElement>(null);
  const reread = async (): Promise<void> => setPictures(await running().locker.pictures());
  useEffect(() => void reread(), []);
  const waiting = useRef<readonly File[]>([]);
  const [busy, add] = useAction(
    async () => {
      for (const file of waiting.current)
        await running().locker.addPicture(new Uint8Array(await file.arrayBuffer()));
      await reread();
    },
    (code, refusal) => say(tError(code, refusal), 'warning'),
  );
  return (
    <section class="card">
      <h2>{t('lockerPictures')}</h2>
      {pictures.length === 0 && <p>{t('lockerNoPictures')}</p>}
      <ul class="locker-grid">
        {pictures.map((picture, index) => (
          <li key={picture.id}>
            <button
              type="button"
              class="locker-cell"
              aria-label={t('openPictureAt', { index: index + 1, count: pictures.length })}
              onClick={() => setChosen(picture)}
            >
              <Thumb hash={picture.thumbhash} />
            </button>
          </li>
        ))}
      </ul>
      <input
        ref={picker}
        type="file"
        autocomplete="off"
        hidden
        multiple
        accept="image/jpeg,image/png,image/webp"
        onChange={({ currentTarget }) => {
          waiting.current = [...(currentTarget.files ?? [])];
          currentTarget.value = '';
          add();
        }}
      />
      <Action
        kind="primary"
        label={t(busy ? 'preparing' : 'lockerAddPictures')}
        disabled={busy}
        run={() => picker.current?.click()}
      />
      <p class="hint">{t('lockerPicturesHint')}</p>
      {chosen && (
        <PictureSheet
          picture={chosen}
          close={() => setChosen(undefined)}
          remove={() => {
            setChosen(undefined);
            setRemoving(chosen);
          }}
        />
      )}
      {removing && (
        <Question
          title={t('lockerRemovePicture')}
          text={t('lockerRemoveSure')}
          yes={t('lockerRemovePicture')}
          run={async () => {
            await running().locker.remove(removing.id);
            say(t('lockerRemoved'));
            await reread();
          }}
          close={() => setRemoving(undefined)}
        />
      )}
    </section>
  );
}

function PictureSheet({
  picture,
  close,
  remove,
}: {
  readonly picture: LockerPicture;
  readonly close: () => void;
  readonly remove: () => void;
}): JSX.Element {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    const load = async (): Promise<void> => {
      const { bytes, mediaType } = await running().locker.picture(picture.id);
      if (gone) return;
      const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mediaType });
      made = URL.createObjectURL(blob);
      setUrl(made);
    };
    void load();
    return () => {
      gone = true;
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [picture.id]);
  return (
    <Sheet title={t('picture')} titleSeen={false} close={close}>
      <figure class="once-picture">
        {url !== undefined && <img src={url} alt={picture.caption || t('picture')} />}
        {picture.caption && <figcaption dir="auto">{picture.caption}</figcaption>}
      </figure>
      <div class="row sheet-row">
        <Action kind="careful" label={t('lockerRemovePicture')} run={remove} />
        <Action label={t('lockerClose')} run={close} />
      </div>
    </Sheet>
  );
}
