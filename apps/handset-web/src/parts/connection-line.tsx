import type { JSX } from 'preact';
import { connection } from '../session/chats.ts';
import { running } from '../session/open-handset.ts';
import { t } from '../strings/language.ts';

/** Says when messages cannot go out now; says nothing when all is well. */
export function ConnectionLine(): JSX.Element {
  const state = connection.value;
  return (
    <div class={`connection ${state}`} role="status">
      {state !== 'online' && <span>{t(state)}</span>}
      {state === 'offline' && (
        <button type="button" class="action plain small" onClick={() => running().nudge()}>
          {t('reconnect')}
        </button>
      )}
    </div>
  );
}
