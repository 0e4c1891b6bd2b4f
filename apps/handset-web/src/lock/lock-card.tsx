import type { JSX } from 'preact';
import type { Settings } from '@sotto/handset';
import { Check, ChoiceField } from '../parts/choice-field.tsx';
import { t, tCount } from '../strings/language.ts';

const lockMinutes = [1, 5, 15, 60];
const hiddenMinutes = [1, 5, 15];

/** When the handset locks by itself, and what it does meanwhile. */
export function LockCard({
  values,
  change,
}: {
  readonly values: Settings;
  readonly change: (part: Partial<Settings>) => Promise<void>;
}): JSX.Element {
  return (
    <section class="card">
      <h2>{t('lockTitle')}</h2>
      <p>{t('lockExplain')}</p>
      <ChoiceField
        label={t('lockAfter')}
        value={String(values.lockAfterSeconds)}
        options={[
          ...lockMinutes.map(
            (minutes) => [String(minutes * 60), tCount('lockMinutes', minutes)] as const,
          ),
          ['0', t('lockNever')],
        ]}
        onChange={(seconds) => change({ lockAfterSeconds: Number(seconds) })}
      />
      <ChoiceField
        label={t('lockHidden')}
        value={String(values.lockHiddenAfterSeconds)}
        options={[
          ['0', t('lockHiddenNow')],
          ...hiddenMinutes.map(
            (minutes) => [String(minutes * 60), tCount('lockMinutes', minutes)] as const,
          ),
          ['-1', t('lockHiddenNever')],
        ]}
        onChange={(seconds) => change({ lockHiddenAfterSeconds: Number(seconds) })}
      />
      <Check
        label={t('lockCollect')}
        checked={values.collectWhileLocked}
        onChange={(collectWhileLocked) => change({ collectWhileLocked })}
      />
      <p class="hint">{t('lockCollectExplain')}</p>
    </section>
  );
}
