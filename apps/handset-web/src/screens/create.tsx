import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { parseInvite } from '@sotto/protocol';
import { Action, useAction } from '../parts/button.tsx';
import { Field, isOfPassphrase, PassphraseField } from '../parts/field.tsx';
import { later } from '../parts/later.tsx';
import { DoorError, RelayInvited } from '../parts/relay-invited.tsx';
import { pendingInvite } from '../session/pending-invite.ts';
import { createHandset } from '../session/session.ts';
import { t, tError } from '../strings/language.ts';

const Comeback = later(() => import('../backup/restore.tsx'), 'screenUnshown');
const Link = later(() => import('./become.tsx'), 'screenUnshown');

/** The one screen before a new handset: a name, a passphrase, one button. */
export function Create(): JSX.Element {
  const [becoming, setBecoming] = useState(false);
  const [restoring, setRestoring] = useState(false);
  const [name, setName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [error, setError] = useState<string>();
  const [busy, submit] = useAction(() => createHandset(passphrase, name.trim()), setError);
  if (becoming) return <Link show={({ Become }) => <Become back={() => setBecoming(false)} />} />;
  if (restoring)
    return <Comeback show={({ Restore }) => <Restore back={() => setRestoring(false)} />} />;
  return (
    <main class="door">
      <h1>{t('createTitle')}</h1>
      {pendingInvite.value !== undefined && <p class="invited">{invitedBy(pendingInvite.value)}</p>}
      <RelayInvited />
      <p>{t('createIntro')}</p>
      <form autocomplete="off" onSubmit={submit}>
        <Field
          label={t('yourName')}
          hint={t('yourNameHint')}
          value={name}
          onInput={setName}
          maxLength={64}
          autoFocus
        />
        <PassphraseField
          isNew
          value={passphrase}
          error={isOfPassphrase(error) ? tError(error) : undefined}
          onInput={(value) => {
            setPassphrase(value);
            setError(undefined);
          }}
        />
        <DoorError code={error} />
        <button type="submit" class="action primary wide" aria-disabled={busy}>
          {t(busy ? 'creating' : 'create')}
        </button>
      </form>
      <Action label={t('becomeOffer')} run={() => setBecoming(true)} />
      <Action label={t('restoreOffer')} run={() => setRestoring(true)} />
    </main>
  );
}

function invitedBy(link: string): string {
  try {
    const name = parseInvite(link).suggestedName;
    return name ? t('createInvited', { name }) : t('createInvitedNoName');
  } catch {
    // A link that does not parse is answered in words when it is accepted; here it is only an introduction.
    return t('createInvitedNoName');
  }
}
