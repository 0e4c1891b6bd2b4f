import type { JSX } from 'preact';
import { put } from '../session/chats.ts';
import { running } from '../session/open-handset.ts';
import { go } from '../session/router.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';
import { Avatar } from './avatar.tsx';
import { useAction } from './button.tsx';

/** Begins the notes to oneself, or goes to them. */
export function NotesRow(): JSX.Element {
  const [, open] = useAction(
    async () => {
      const notes = await running().notes();
      put(notes);
      go({ at: 'chat', id: notes.id });
    },
    (code) => say(tError(code), 'warning'),
  );
  return (
    <button type="button" class="row-button" onClick={open}>
      <Avatar name="" of="notes" icon="note" />
      <span class="row-text">
        <span class="row-name">{t('notes')}</span>
        <span class="row-latest">{t('notesExplain')}</span>
      </span>
    </button>
  );
}
