import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { handsetLimits } from '@sotto/handset';
import type { LockerItemId, LockerNote } from '@sotto/handset';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';
import { Action, useAction } from './button.tsx';
import { Field } from './field.tsx';
import { Question } from './question.tsx';
import { Sheet } from './sheet.tsx';

/** The notes of an open locker. */
export function LockerNotes(): JSX.Element {
  const [notes, setNotes] = useState<readonly LockerNote[]>([]);
  const [editing, setEditing] = useState<LockerNote | 'new'>();
  const [removing, setRemoving] = useState<LockerItemId>();
  const reread = async (): Promise<void> => setNotes(await running().locker.notes());
  useEffect(() => void reread(), []);
  return (
    <section class="card">
      <h2>{t('lockerNotes')}</h2>
      {notes.length === 0 && <p>{t('lockerNoNotes')}</p>}
      <ul class="plain-list">
        {notes.map((note) => (
          <li key={note.id}>
            <button type="button" class="row-button" onClick={() => setEditing(note)}>
              <span class="row-text">
                <bdi class="row-name">{note.title || t('lockerUntitled')}</bdi>
                <bdi class="row-latest">{note.text}</bdi>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Action kind="primary" label={t('lockerNewNote')} run={() => setEditing('new')} />
      {editing && (
        <NoteSheet
          note={editing === 'new' ? undefined : editing}
          close={() => setEditing(undefined)}
          saved={reread}
          remove={setRemoving}
        />
      )}
      {removing && (
        <Question
          title={t('lockerRemoveNote')}
          text={t('lockerRemoveSure')}
          yes={t('lockerRemoveNote')}
          run={async () => {
            await running().locker.remove(removing);
            say(t('lockerRemoved'));
            await reread();
          }}
          close={() => setRemoving(undefined)}
        />
      )}
    </section>
  );
}

function NoteSheet({
  note,
  close,
  saved,
  remove,
}: {
  readonly note: LockerNote | undefined;
  readonly close: () => void;
  readonly saved: () => Promise<void>;
  readonly remove: (id: LockerItemId) => void;
}): JSX.Element {
  const [title, setTitle] = useState(note?.title ?? '');
  const [text, setText] = useState(note?.text ?? '');
  const [error, setError] = useState<string>();
  const [busy, submit] = useAction(
    async () => {
      const draft = note === undefined ? { title, text } : { id: note.id, title, text };
      await running().locker.putNote(draft);
      await saved();
      close();
    },
    (code) => setError(tError(code)),
  );
  return (
    <Sheet title={t(note ? 'lockerNote' : 'lockerNewNote')} close={close}>
      <form autocomplete="off" class="sheet-form" onSubmit={submit}>
        <Field
          label={t('lockerTitle')}
          value={title}
          maxLength={handsetLimits.maxLockerTitleChars}
          onInput={setTitle}
        />
        <div class="field">
          <label for="locker-text">{t('lockerText')}</label>
          <textarea
            id="locker-text"
            rows={8}
            dir="auto"
            value={text}
            onInput={({ currentTarget: { value } }) => setText(value)}
          />
        </div>
        <p class="error" role="alert">
          {error}
        </p>
        <div class="row sheet-row">
          <Action label={t('cancel')} run={close} />
          {note && (
            <Action
              kind="careful"
              label={t('lockerRemoveNote')}
              run={() => {
                close();
                remove(note.id);
              }}
            />
          )}
          <button type="submit" class="action primary" aria-disabled={busy}>
            {t('lockerSave')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
