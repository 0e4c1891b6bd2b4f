import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Settings as Values } from '@sotto/handset';
import { KeepLine, useKeeping } from '../backup/keep-line.tsx';
import { Check, ChoiceField } from '../parts/choice-field.tsx';
import { HandsetState } from '../parts/handset-state.tsx';
import { Safety } from '../parts/safety.tsx';
import { Screen } from '../parts/screen.tsx';
import { running } from '../session/open-handset.ts';
import { tampered } from '../session/tampering.ts';
import { StorageCard } from '../storage/storage-card.tsx';
import { WipeCard } from '../wipe/wipe-card.tsx';
import { LockCard } from '../lock/lock-card.tsx';
import { lockSettings } from '../lock/lock-settings.ts';
import { chosenLanguage, languages, t } from '../strings/language.ts';
import { SettingsRows } from './settings-rows.tsx';

/** What is urgent first, then what has a screen of its own, then what is chosen here, then how things are. */
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
  // It stands first as long as somebody has to look at it, and does not move away while they do.
  const [storageFirst] = useState(tampered.value.length > 0);
  return (
    <Screen title={t('settings')}>
      <div class="page">
        {storageFirst && <StorageCard />}
        <Safety>
          {keeping !== undefined && keeping.state !== 'none' && <KeepLine keeping={keeping} />}
        </Safety>
        <SettingsRows />
        {values && <LockCard values={values} change={change} />}
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
        <WipeCard />
        {!storageFirst && <StorageCard />}
        <HandsetState />
      </div>
    </Screen>
  );
}
