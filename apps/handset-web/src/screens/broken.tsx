import type { JSX } from 'preact';
import { Action } from '../parts/button.tsx';
import { brokenCode, openSession } from '../session/session.ts';
import { PanicAction } from '../wipe/panic.tsx';
import { t, tError } from '../strings/language.ts';

/** The store could not be opened at all. */
export function Broken(): JSX.Element {
  return (
    <main class="door">
      <h1>{t('appName')}</h1>
      <p role="alert">{tError(brokenCode.value)}</p>
      <Action kind="primary" label={t('tryAgain')} run={openSession} />
      <div class="panic-row">
        <PanicAction />
      </div>
    </main>
  );
}
