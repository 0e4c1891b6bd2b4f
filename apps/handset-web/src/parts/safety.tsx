import type { ComponentChildren, JSX } from 'preact';
import { lockHandset } from '../session/session.ts';
import { go } from '../session/router.ts';
import { t } from '../strings/language.ts';
import { asking } from '../wipe/wipe-now.ts';
import { Choices } from './choices.tsx';

/** Locking, wiping and backups in words, for whoever has not learned the signs yet, and what is to be known of them. */
export function Safety({ children }: { readonly children?: ComponentChildren }): JSX.Element {
  return (
    <section class="card">
      <h2>{t('safety')}</h2>
      <Choices
        rows={[
          { icon: 'lock', label: t('safetyLock'), run: () => void lockHandset() },
          {
            icon: 'burn',
            label: t('safetyWipe'),
            run: () => void (asking.value = true),
            danger: true,
            opens: 'dialog',
          },
          { icon: 'save', label: t('safetyBackup'), run: () => go({ at: 'backup' }) },
        ]}
      />
      {children}
      <p class="hint">{t('safetySigns')}</p>
    </section>
  );
}
