import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BackupSeal } from '@sotto/handset';
import { Action } from '../parts/button.tsx';
import { isOfPassphrase, PassphraseField } from '../parts/field.tsx';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { tError } from '../strings/language.ts';
import { saveTarget } from './save-target.ts';
import { b, bError } from './words/words.ts';

/** Makes a backup: a file, or at the relay; with a passphrase, or for the key on paper. */
export function MakeCard({ pictures }: { readonly pictures: boolean }): JSX.Element {
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
  const make = (seal: BackupSeal, isFile: boolean) => async (): Promise<void> => {
    setError(undefined);
    const day = new Date().toISOString().slice(0, 10);
    const to = isFile ? await saveTarget(b('fileName', { date: day })) : 'relay';
    try {
      await running().backup.make({
        ...seal,
        ...{ to, pictures },
        onProgress: ({ doneBytes, totalBytes }) =>
          setPercent(Math.min(99, Math.floor((100 * doneBytes) / Math.max(1, totalBytes)))),
      });
    } finally {
      setPercent(undefined);
    }
    setPassphrase('');
    say(b('made'));
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
      <div class="row">
        <Action
          kind="primary"
          label={b('makeFile')}
          busyLabel={busyLabel}
          disabled={passphrase === ''}
          run={make({ passphrase }, true)}
          onFailure={setError}
        />
        <Action
          label={b('makeRelay')}
          busyLabel={busyLabel}
          disabled={passphrase === ''}
          run={make({ passphrase }, false)}
          onFailure={setError}
        />
      </div>
      {hasPaper && (
        <Action
          label={b('makePaper')}
          busyLabel={busyLabel}
          run={make({ paperKey: true }, false)}
          onFailure={setError}
        />
      )}
      {percent !== undefined && <progress max={100} value={percent} aria-label={busyLabel} />}
      <p class="error" role="alert">
        {error !== undefined && !isOfPassphrase(error) && bError(error)}
      </p>
    </section>
  );
}
