import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Settings as Values } from '@sotto/handset';
import { KeepLine, useKeeping } from '../backup/keep-line.tsx';
import { b } from '../backup/words/words.ts';
import { Action } from '../parts/button.tsx';
import { Check, ChoiceField } from '../parts/choice-field.tsx';
import { Erase } from '../parts/erase.tsx';
import { HandsetState } from '../parts/handset-state.tsx';
import { Screen } from '../parts/screen.tsx';
import { go } from '../session/router.ts';
import { running } from '../session/open-handset.ts';
import { StorageCard } from '../storage/storage-card.tsx';
import { WipeCard } from '../wipe/wipe-card.tsx';
import { LockCard } from '../lock/lock-card.tsx';
import { lockSettings } from '../lock/lock-settings.ts';
import { chosenLanguage, languages, t } from '../strings/language.ts';

export function Settings(): JSX.Element {
  const [values, setValues] = useState<Values>();
  const keeping = useKeeping();
  useEffect(() => void running().settings().then(setValues), []);
  const change = async (part: Partial<Values>): Promise<void> => {
    const changed = await running().changeSettings(part);
    chosenLanguage.value = changed.language;
    lockSettings.value = changed;
    setValues(changed);
  };
  return (
    <Screen title={t('settings')}>
      <div class="page">
        {values && (
          <section class="card">
            <ChoiceField
              label={t('language')}
              value={values.language}
              options={[
                ['', t('languageSystem')],
                ...Object.entries(languages).map(([tag, { name }]) => [tag, name] as const),
              ]}
              onChange={(language) => change({ language })}
            />
          </section>
        )}
        {values && <LockCard values={values} change={change} />}
        <section class="card">
          <h2>{b('backup')}</h2>
          <p>{b('backupShort')}</p>
          {keeping !== undefined && keeping.state !== 'none' && <KeepLine keeping={keeping} />}
          <Action label={b('backup')} run={() => go({ at: 'backup' })} />
        </section>
        <section class="card">
          <h2>{t('keys')}</h2>
          <p>{t('keysShort')}</p>
          <Action label={t('keys')} run={() => go({ at: 'keys' })} />
        </section>
        <section class="card">
          <h2>{t('locker')}</h2>
          <p>{t('lockerShort')}</p>
          <Action label={t('locker')} run={() => go({ at: 'locker' })} />
        </section>
        <section class="card">
          <h2>{t('devices')}</h2>
          <p>{t('devicesExplain')}</p>
          <Action label={t('devices')} run={() => go({ at: 'devices' })} />
        </section>
        {values && (
          <section class="card">
            <h2>{t('privacy')}</h2>
            <Check
              label={t('readReceipts')}
              checked={values.sendReadReceipts}
              onChange={(sendReadReceipts) => change({ sendReadReceipts })}
            />
            <Check
              label={t('deliveryReceipts')}
              checked={values.sendDeliveryReceipts}
              onChange={(sendDeliveryReceipts) => change({ sendDeliveryReceipts })}
            />
            <Check
              label={t('sendTyping')}
              checked={values.sendTyping}
              onChange={(sendTyping) => change({ sendTyping })}
            />
          </section>
        )}
        <section class="card">
          <h2>{t('relays')}</h2>
          <p>{t('relaysExplain')}</p>
          <Action label={t('relays')} run={() => go({ at: 'relays' })} />
        </section>
        <section class="card">
          <h2>{t('network')}</h2>
          <p>{t('networkExplain')}</p>
          <Action label={t('networkOpen')} run={() => go({ at: 'network' })} />
        </section>
        <WipeCard />
        <StorageCard />
        <HandsetState />
        <section class="card">
          <h2>{t('erase')}</h2>
          <p>{t('eraseExplain')}</p>
          <Erase />
        </section>
      </div>
    </Screen>
  );
}
