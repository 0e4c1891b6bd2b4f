import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { Settings as Values, Status } from '@sotto/handset';
import { Erase } from '../parts/erase.tsx';
import { Screen } from '../parts/screen.tsx';
import { running } from '../session/open-handset.ts';
import { chosenLanguage, languages, t, tCount } from '../strings/language.ts';

export function Settings(): JSX.Element {
  const [values, setValues] = useState<Values>();
  useEffect(() => void running().settings().then(setValues), []);
  const change = async (part: Partial<Values>): Promise<void> => {
    const changed = await running().changeSettings(part);
    chosenLanguage.value = changed.language;
    setValues(changed);
  };
  return (
    <Screen title={t('settings')}>
      <div class="page">
        {values && (
          <section class="card">
            <Choice
              label={t('language')}
              value={values.language}
              options={[
                ['', t('languageSystem')],
                ...Object.entries(languages).map(([tag, { name }]) => [tag, name] as const),
              ]}
              onChange={(language) => change({ language })}
            />
            <Choice
              label={t('lockAfter')}
              value={String(values.lockAfterSeconds)}
              options={[
                ...[1, 5, 15, 60].map(
                  (minutes) => [String(minutes * 60), tCount('lockMinutes', minutes)] as const,
                ),
                ['0', t('lockNever')],
              ]}
              onChange={(seconds) => change({ lockAfterSeconds: Number(seconds) })}
            />
            <label class="check">
              <input
                type="checkbox"
                checked={values.sendReadReceipts}
                onChange={(event) => void change({ sendReadReceipts: event.currentTarget.checked })}
              />
              {t('readReceipts')}
            </label>
          </section>
        )}
        <State />
        <section class="card">
          <h2>{t('erase')}</h2>
          <p>{t('eraseExplain')}</p>
          <Erase />
        </section>
      </div>
    </Screen>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => Promise<void>;
}

function Choice({ label, value, options, onChange }: ChoiceProps): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => void onChange(event.currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function State(): JSX.Element {
  const [status, setStatus] = useState<Status>();
  const [kept, setKept] = useState(true);
  useEffect(() => {
    void running().status().then(setStatus);
    void navigator.storage?.persisted?.().then(setKept);
  }, []);
  const dropped = status ? Object.values(status.dropped).reduce((sum, count) => sum + count, 0) : 0;
  return (
    <section class="card">
      <h2>{t('status')}</h2>
      {status && (
        <dl class="facts">
          <dt>{t('statusRelay')}</dt>
          <dd dir="ltr">{status.relay}</dd>
          <dt>{t('statusQueued')}</dt>
          <dd>{status.queued}</dd>
          <dt>{t('statusStored')}</dt>
          <dd>{t('megabytes', { count: (status.usedBytes / 1e6).toFixed(1) })}</dd>
          <dt>{t('statusDropped')}</dt>
          <dd>{dropped}</dd>
        </dl>
      )}
      {!kept && <p>{t('statusPersist')}</p>}
      <p>{t('statusWeb')}</p>
    </section>
  );
}
