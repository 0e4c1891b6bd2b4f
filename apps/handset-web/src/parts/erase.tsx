import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { wipeHandset } from '../session/session.ts';
import { t } from '../strings/language.ts';
import { Action } from './button.tsx';

/** Erases the handset after one question. */
export function Erase({ kind = 'careful' }: { readonly kind?: 'careful' | 'danger' }): JSX.Element {
  const [asking, setAsking] = useState(false);
  if (!asking) return <Action kind={kind} label={t('erase')} run={() => setAsking(true)} />;
  return (
    <div class="question" role="alertdialog" aria-label={t('erase')}>
      <p>{t('eraseSure')}</p>
      <div class="row">
        <Action label={t('cancel')} run={() => setAsking(false)} />
        <Action kind="danger" label={t('eraseYes')} run={wipeHandset} />
      </div>
    </div>
  );
}
