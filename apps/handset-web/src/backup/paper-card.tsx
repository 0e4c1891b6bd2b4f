import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Device, RecoveryKey } from '@sotto/handset';
import { Action } from '../parts/button.tsx';
import { QrCode } from '../parts/qr-code.tsx';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { isolate } from '../strings/language.ts';
import { b, bError } from './words/words.ts';

interface PaperProps {
  readonly devices: readonly Device[];
  readonly changed: () => Promise<void>;
}

/** The key on paper: made and shown once. It is ended in the list of devices. */
export function PaperCard({ devices, changed }: PaperProps): JSX.Element {
  const [key, setKey] = useState<RecoveryKey>();
  const [error, setError] = useState<string>();
  const isThere = devices.some(
    ({ role, revokedAtMs }) => role === 'recovery' && revokedAtMs === undefined,
  );
  const make = async (): Promise<void> => {
    setError(undefined);
    setKey(await running().makeRecoveryKey());
    await changed();
  };
  return (
    <section class="card">
      <h2>{b('paper')}</h2>
      <p>{b('paperExplain')}</p>
      {key && <Shown made={key} done={() => setKey(undefined)} />}
      {!isThere && !key && (
        <Action
          label={b('paperMake')}
          busyLabel={b('paperMaking')}
          run={make}
          onFailure={setError}
        />
      )}
      <p class="error" role="alert">
        {error !== undefined && bError(error)}
      </p>
    </section>
  );
}

function Shown({
  made,
  done,
}: {
  readonly made: RecoveryKey;
  readonly done: () => void;
}): JSX.Element {
  const { text, qr, relay } = made;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(`${text}\n${relay}`);
    say(b('paperCopied'));
  };
  return (
    <>
      <p>{b('paperOnce')}</p>
      <QrCode text={qr} label={b('paperQr')} />
      <output class="link" dir="ltr">
        {text}
      </output>
      <p>{b('paperRelay', { relay: isolate(relay) })}</p>
      <div class="row">
        <Action kind="primary" label={b('paperPrint')} run={() => print()} />
        <Action label={b('paperCopy')} run={copy} />
        <Action label={b('paperDone')} run={done} />
      </div>
    </>
  );
}
