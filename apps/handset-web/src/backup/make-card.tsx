import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BackupPlan, MakeBackupOptions } from '@sotto/handset';
import { Action } from '../parts/button.tsx';
import { Check } from '../parts/choice-field.tsx';
import { isOfPassphrase, PassphraseField } from '../parts/field.tsx';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { tError } from '../strings/language.ts';
import { saveTarget } from './save-target.ts';
import { b, bError, sizeText } from './words/words.ts';

interface MakeProps {
  /** Absent while it is counted. */
  readonly plan: BackupPlan | undefined;
  readonly pictures: boolean;
  readonly setPictures: (pictures: boolean) => void;
}

/** Makes a backup: a file with a passphrase, or at the relay for the key on paper. */
export function MakeCard({ plan, pictures, setPictures }: MakeProps): JSX.Element {
  const [passphrase, setPassphrase] = useState('');
  const [hasPaper, setHasPaper] = useState(false);
  const [percent, setPercent] = useState<number>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    const isPaper = ({ role, revokedAtMs }: { role: string; revokedAtMs?: number }): boolean =>
      role === 'recovery' && revokedAtMs === undefined;
    void running()
      .devices()
      .then((devices) => setHasPaper(devices.some(isPaper)));
  }, []);
  const make = (where: () => Promise<MakeBackupOptions>) => async (): Promise<void> => {
    setError(undefined);
    const options = await where();
    try {
      await running().backup.make({
        ...options,
        pictures,
        onProgress: ({ doneBytes, totalBytes }) =>
          setPercent(Math.min(99, Math.floor((100 * doneBytes) / Math.max(1, totalBytes)))),
      });
    } finally {
      setPercent(undefined);
    }
    setPassphrase('');
    say(b('made'));
  };
  const inFile = async (): Promise<MakeBackupOptions> => {
    const day = new Date().toISOString().slice(0, 10);
    return { passphrase, to: await saveTarget(b('fileName', { date: day })) };
  };
  const busyLabel = b('making', { percent: percent ?? 0 });
  return (
    <section class="card">
      <h2>{b('makeTitle')}</h2>
      <p>{b('makeExplain')}</p>
      <PassphraseField
        isNew
        label={b('backupPassphrase')}
        value={passphrase}
        error={isOfPassphrase(error) ? tError(error) : undefined}
        onInput={(value) => {
          setPassphrase(value);
          setError(undefined);
        }}
      />
      <Check
        label={b('withPictures')}
        checked={pictures}
        onChange={async (checked) => setPictures(checked)}
      />
      {plan && <p>{b('planSize', { size: sizeText(plan.bytes) })}</p>}
      <Action
        kind="primary"
        label={b('makeFile')}
        busyLabel={busyLabel}
        disabled={passphrase === ''}
        run={make(inFile)}
        onFailure={setError}
      />
      {hasPaper ? (
        <Action
          label={b('makePaper')}
          busyLabel={busyLabel}
          run={make(async () => ({ to: 'relay', paperKey: true }))}
          onFailure={setError}
        />
      ) : (
        <p class="soft">{b('makeNoPaper')}</p>
      )}
      {percent !== undefined && <progress max={100} value={percent} aria-label={busyLabel} />}
      <p class="error" role="alert">
        {error !== undefined && !isOfPassphrase(error) && bError(error)}
      </p>
    </section>
  );
}
