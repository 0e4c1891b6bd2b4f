import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { StorageCheck, TamperedPart } from '@sotto/handset';
import { Action } from '../parts/button.tsx';
import { dateAndTime } from '../parts/time.ts';
import { conversations } from '../session/chats.ts';
import { running } from '../session/open-handset.ts';
import { tampered } from '../session/tampering.ts';
import { s } from './words/words.ts';

/** Whether the storage is what this handset wrote, and what to do when it is not. */
export function StorageCard(): JSX.Element {
  const [checkedAtMs, setCheckedAt] = useState<number>();
  const [step, setStep] = useState<readonly [number, number]>();
  const [result, setResult] = useState<StorageCheck>();
  const look = async (): Promise<void> =>
    setCheckedAt((await running().status()).storage.checkedAtMs);
  useEffect(() => void look(), []);
  const check = async (): Promise<void> => {
    try {
      setResult(
        await running().checkStorage({ onProgress: (done, total) => setStep([done, total]) }),
      );
    } finally {
      setStep(undefined);
    }
    await look();
  };
  const know = async (): Promise<void> => {
    await running().acknowledgeTampering();
    setResult(undefined);
  };
  return (
    <section class="card">
      <h2>{s('storage')}</h2>
      <p>{s('storageExplain')}</p>
      {tampered.value.length > 0 && <Tampered parts={tampered.value} know={know} />}
      {checkedAtMs !== undefined && (
        <p class="soft">{s('storageLast', { date: dateAndTime(checkedAtMs) })}</p>
      )}
      <p role="status">
        {step ? s('storageProgress', { done: step[0], total: step[1] }) : said(result)}
      </p>
      <Action label={s('storageCheck')} busyLabel={s('storageChecking')} run={check} />
    </section>
  );
}

function said(result: StorageCheck | undefined): string {
  if (result === undefined) return '';
  return result.isWell ? s('storageWell', { count: result.records }) : s('storageNotWell');
}

function Tampered({
  parts,
  know,
}: {
  readonly parts: readonly TamperedPart[];
  readonly know: () => Promise<void>;
}): JSX.Element {
  return (
    <div role="alert">
      <p class="wipe-failed">{s('storageTampered')}</p>
      <ul class="plain-list">
        {parts.map((part) => (
          <li class="row" key={`${part.what} ${part.conversation ?? ''}`}>
            <span class="row-text">{sentence(part)}</span>
          </li>
        ))}
      </ul>
      <p>{s('storageWhatToDo')}</p>
      <Action label={s('storageKnow')} run={know} />
    </div>
  );
}

function sentence({ what, conversation, atMs }: TamperedPart): string {
  const date = dateAndTime(atMs);
  const name = conversations.value.find(({ id }) => id === conversation)?.name;
  if (name === undefined) return s(what === 'keys' ? 'storageKeys' : 'storageContent', { date });
  return s(what === 'keys' ? 'storageKeysOf' : 'storageContentOf', { name, date });
}
