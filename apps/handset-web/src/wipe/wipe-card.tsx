import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { WipeCheck, WipeTest } from '@sotto/handset';
import { Action } from '../parts/button.tsx';
import { dateAndTime } from '../parts/time.ts';
import { running } from '../session/open-handset.ts';
import { testWipe } from '../session/session.ts';
import { t, tError } from '../strings/language.ts';
import type { TextKey } from '../strings/en.ts';

const words: Readonly<Record<WipeCheck['check'], TextKey>> = {
  opens: 'wipeOpens',
  found: 'wipeFound',
  wiped: 'wipeWiped',
  refused: 'wipeRefused',
  empty: 'wipeEmpty',
  gone: 'wipeGone',
};
const outcomes: Readonly<Record<WipeCheck['outcome'], TextKey>> = {
  passed: 'wipePassed',
  failed: 'wipeFailed',
  unseen: 'wipeUnseen',
  skipped: 'wipeSkipped',
};

/** Whether the wipe works here, as it was last found. */
export function WipeCard(): JSX.Element {
  const [last, setLast] = useState<WipeTest>();
  useEffect(
    () =>
      void running()
        .status()
        .then((now) => setLast(now.wipeTest)),
    [],
  );
  return (
    <section class="card">
      <h2>{t('wipeTest')}</h2>
      <p>{t('wipeTestExplain')}</p>
      {last && <Result test={last} />}
      <Action
        label={t('wipeTestNow')}
        busyLabel={t('wipeTesting')}
        run={async () => setLast(await testWipe())}
      />
    </section>
  );
}

function Result({ test: { atMs, passed, checks } }: { readonly test: WipeTest }): JSX.Element {
  const date = dateAndTime(atMs);
  return (
    <>
      <p role={passed ? 'status' : 'alert'} class={passed ? '' : 'wipe-failed'}>
        {t(passed ? 'wipeTestPassed' : 'wipeTestFailed', { date })}
      </p>
      <ul class="plain-list">
        {checks.map(({ check, outcome, code }) => (
          <li key={check} class={outcome === 'failed' ? 'row wipe-failed' : 'row'}>
            <span class="row-text">
              {t(words[check])}
              <span class="soft">
                {t(outcomes[outcome])}
                {code !== undefined && ` ${tError(code)}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
