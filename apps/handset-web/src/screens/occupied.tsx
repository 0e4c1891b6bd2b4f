import type { JSX } from 'preact';
import { Action } from '../parts/button.tsx';
import { pendingInvite } from '../session/pending-invite.ts';
import { pendingRelayInvite } from '../session/relay-invite.ts';
import { useNextProfile } from '../session/profile.ts';
import { openSession } from '../session/session.ts';
import { PanicAction } from '../wipe/panic.tsx';
import { t } from '../strings/language.ts';

/** Another window holds this handset. */
export function Occupied(): JSX.Element {
  return (
    <main class="door">
      <h1>{t('occupiedTitle')}</h1>
      <p>{t('occupiedExplain')}</p>
      <Action kind="primary" label={t('tryAgain')} run={openSession} />
      <Action
        label={t('secondHandset')}
        run={() => useNextProfile(pendingRelayInvite.value ?? pendingInvite.value)}
      />
      <div class="panic-row">
        <PanicAction />
      </div>
    </main>
  );
}
