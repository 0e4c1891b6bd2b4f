import type { JSX } from 'preact';
import { t, tError } from '../strings/language.ts';
import { Action } from '../parts/button.tsx';
import { leftCode } from './wipe-now.ts';

/** There was a handset here. */
export function Wiped(): JSX.Element {
  return (
    <main class="door">
      <h1>{t('wipedTitle')}</h1>
      <p role="status">{t('wipedExplain')}</p>
      {leftCode.value !== '' && <p role="alert">{tError(leftCode.value)}</p>}
      <Action kind="primary" label={t('wipedAgain')} run={() => location.reload()} />
    </main>
  );
}
