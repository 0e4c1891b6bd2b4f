import type { JSX } from 'preact';
import { go, route } from '../session/router.ts';
import { tampered } from '../session/tampering.ts';
import { t } from '../strings/language.ts';

/** Stays above every screen until what was found is acknowledged, which is done in the settings: there it is told in full. */
export function TamperedLine(): JSX.Element | null {
  if (tampered.value.length === 0 || route.value.at === 'settings') return null;
  return (
    <div class="tampered" role="alert">
      <span>{t('tamperedLine')}</span>
      <button type="button" class="action plain" onClick={() => go({ at: 'settings' })}>
        {t('tamperedSee')}
      </button>
    </div>
  );
}
