import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DropReason, Healing, Status } from '@sotto/handset';
import { running } from '../session/open-handset.ts';
import type { TextKey } from '../strings/en.ts';
import { t } from '../strings/language.ts';

/** How this handset is doing, in plain words. */
export function HandsetState(): JSX.Element {
  const [status, setStatus] = useState<Status>();
  const [kept, setKept] = useState(true);
  useEffect(() => {
    void running().status().then(setStatus);
    void navigator.storage?.persisted?.().then(setKept);
  }, []);
  return (
    <>
      <section class="card">
        <h2>{t('status')}</h2>
        {status && (
          <dl class="facts">
            <Fact name={t('statusQueued')} value={status.queued} />
            <Fact
              name={t('statusStored')}
              value={t('megabytes', { count: (status.usedBytes / 1e6).toFixed(1) })}
            />
          </dl>
        )}
        {!kept && <p>{t('statusPersist')}</p>}
        <p>{t('statusWeb')}</p>
      </section>
      {status && <Troubles status={status} />}
    </>
  );
}

const healingTexts: Record<keyof Healing, TextKey> = {
  missing: 'healingMissing',
  repaired: 'healingRepaired',
  lost: 'healingLost',
  forksHealed: 'healingForks',
  rejoined: 'healingRejoined',
};

const dropTexts: Record<DropReason, TextKey> = {
  undecryptable: 'droppedUndecryptable',
  replayed: 'droppedReplayed',
  malformed: 'droppedMalformed',
  forged: 'droppedForged',
};

/** What went wrong with messages, and what became of it: only what happened. */
function Troubles({ status: { healing, dropped } }: { readonly status: Status }): JSX.Element {
  const rows = [
    ...entries(healing).map(([key, count]) => [healingTexts[key], count] as const),
    ...entries(dropped).map(([key, count]) => [dropTexts[key], count] as const),
  ].filter(([, count]) => count > 0);
  return (
    <section class="card">
      <h2>{t('healing')}</h2>
      {rows.length === 0 ? (
        <p>{t('healingNone')}</p>
      ) : (
        <dl class="facts">
          {rows.map(([key, count]) => (
            <Fact key={key} name={t(key)} value={count} />
          ))}
        </dl>
      )}
    </section>
  );
}

function entries<Key extends string>(counts: Readonly<Record<Key, number>>): [Key, number][] {
  return Object.entries(counts) as [Key, number][];
}

function Fact({
  name,
  value,
  dir,
}: {
  readonly name: string;
  readonly value: string | number;
  readonly dir?: 'ltr';
}): JSX.Element {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd dir={dir}>{value}</dd>
    </div>
  );
}
