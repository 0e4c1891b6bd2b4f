import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Backup } from '@sotto/handset';
import { Action } from '../parts/button.tsx';
import { dateAndTime } from '../parts/time.ts';
import { backupsChanged } from '../session/backups.ts';
import { running } from '../session/open-handset.ts';
import { locale } from '../strings/language.ts';
import { bytesOf } from './save-target.ts';
import { b, bError, sizeText } from './words/words.ts';

/** The backups that were made, and whether they restore. */
export function ListCard(): JSX.Element {
  const [backups, setBackups] = useState<readonly Backup[]>([]);
  const reread = async (): Promise<void> => setBackups([...(await running().backup.list())]);
  useEffect(() => void reread(), [backupsChanged.value]);
  return (
    <section class="card">
      <h2>{b('listTitle')}</h2>
      <p>{b('drillExplain')}</p>
      {backups.length === 0 && <p class="soft">{b('listNone')}</p>}
      <ul class="plain-list">
        {backups.map((backup) => (
          <Item key={backup.id} backup={backup} changed={reread} />
        ))}
      </ul>
    </section>
  );
}

interface ItemProps {
  readonly backup: Backup;
  readonly changed: () => Promise<void>;
}

function Item({ backup, changed }: ItemProps): JSX.Element {
  const { id, place, name, madeAtMs, messages, bytes } = backup;
  const [error, setError] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const drill = async (file?: File): Promise<void> => {
    setError(undefined);
    await running().backup.drill({ id, ...(file === undefined ? {} : { from: bytesOf(file) }) });
    await changed();
  };
  return (
    <li>
      <div class="row">
        <span class="row-text">
          <bdi>{place === 'relay' ? b('atRelay') : name}</bdi>
          <span class="soft">
            {b('madeOn', {
              date: dateAndTime(madeAtMs),
              messages: messages.toLocaleString(locale.value),
              size: sizeText(bytes),
            })}
          </span>
          <Result backup={backup} />
          <span class="error" role="alert">
            {error !== undefined && bError(error)}
          </span>
        </span>
      </div>
      <div class="row">
        {place === 'relay' ? (
          <Action
            label={b('drillNow')}
            busyLabel={b('drilling')}
            run={() => drill()}
            onFailure={setError}
          />
        ) : (
          <>
            <input
              ref={input}
              type="file"
              autocomplete="off"
              hidden
              aria-label={b('drillFile')}
              onChange={(event) => {
                const file = event.currentTarget.files?.[0];
                event.currentTarget.value = '';
                if (file !== undefined)
                  void drill(file).catch((failure) => setError(codeOf(failure)));
              }}
            />
            <Action label={b('drillFile')} run={() => input.current?.click()} />
          </>
        )}
        <Action
          label={b('forget')}
          run={async () => {
            await running().backup.forget(id);
            await changed();
          }}
        />
      </div>
    </li>
  );
}

function Result({ backup: { drill } }: { readonly backup: Backup }): JSX.Element {
  if (drill === undefined) return <span class="soft">{b('drillNever')}</span>;
  const date = dateAndTime(drill.atMs);
  if (drill.isGood) return <span role="status">{b('drillGood', { date })}</span>;
  return (
    <strong class="wipe-failed" role="alert">
      {b('drillBad', { date, why: bError(drill.failure ?? 'BACKUP_DAMAGED') })}
    </strong>
  );
}

function codeOf(failure: unknown): string {
  return typeof failure === 'object' && failure !== null && 'code' in failure
    ? String(failure.code)
    : 'BACKUP_DAMAGED';
}
