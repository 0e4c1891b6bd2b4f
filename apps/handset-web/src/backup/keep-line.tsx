import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BackupKeeping } from '@sotto/handset';
import { dateAndTime } from '../parts/time.ts';
import { backupsChanged } from '../session/backups.ts';
import { running } from '../session/open-handset.ts';
import { b, bError } from './words/words.ts';

/** How the backup at the relay is, as it is told anew whenever it changes. */
export function useKeeping(): BackupKeeping | undefined {
  const [keeping, setKeeping] = useState<BackupKeeping>();
  useEffect(() => void running().backup.keeping().then(setKeeping), [backupsChanged.value]);
  return keeping;
}

/** From when it is and until when it is there, in red when somebody who relies on it must know. */
export function KeepLine({ keeping }: { readonly keeping: BackupKeeping }): JSX.Element {
  const { isAlarming, failure } = keeping;
  return (
    <p role={isAlarming ? 'alert' : 'status'} class={isAlarming ? 'wipe-failed' : ''}>
      {textOf(keeping)}
      {failure !== undefined && ' '}
      {failure !== undefined &&
        b('keepFailed', { date: dateAndTime(failure.sinceMs), why: bError(failure.code) })}
      {isAlarming && ` ${b('keepDo')}`}
    </p>
  );
}

function textOf({ state, madeAtMs = 0, goneAtMs = 0, isOwn }: BackupKeeping): string {
  const dates = { date: dateAndTime(madeAtMs), gone: dateAndTime(goneAtMs) };
  switch (state) {
    case 'none':
      return b('keepNone');
    case 'kept':
      return b(isOwn === true ? 'keepUntil' : 'keepUntilOther', dates);
    case 'late':
      return b('keepLate', dates);
    case 'gone':
      return b('keepGone', dates);
  }
}
