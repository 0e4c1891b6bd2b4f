import type { JSX } from 'preact';
import { Check } from '../parts/choice-field.tsx';
import { running } from '../session/open-handset.ts';
import { t } from '../strings/language.ts';
import { useLost } from './use-lost.ts';

/** Whether this device may be wiped when it is lost. */
export function LostCard(): JSX.Element {
  const [lost, setLost] = useLost();
  const listen = async (isOn: boolean, beforeUnlock: boolean): Promise<void> =>
    setLost(await running().lostDevice.listen({ isOn, beforeUnlock }));
  return (
    <section class="card">
      <h2>{t('lostTitle')}</h2>
      <p>{t('lostExplain')}</p>
      {lost && (
        <>
          <Check
            label={t('lostListen')}
            checked={lost.listens}
            onChange={(isOn) => listen(isOn, isOn && lost.beforeUnlock)}
          />
          {lost.listens && (
            <>
              <Check
                label={t('lostBefore')}
                checked={lost.beforeUnlock}
                onChange={(before) => listen(true, before)}
              />
              <p class="soft">{t('lostBeforeExplain')}</p>
            </>
          )}
        </>
      )}
    </section>
  );
}
