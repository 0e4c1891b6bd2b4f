import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Action, useAction } from '../parts/button.tsx';
import { Field, isOfPassphrase, PassphraseField } from '../parts/field.tsx';
import { DoorError, RelayInvited } from '../parts/relay-invited.tsx';
import { QrCode } from '../parts/qr-code.tsx';
import { becomeDevice } from '../session/session.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';

/** In place of a new handset: this becomes a device of somebody who has one. */
export function Become({ back }: { readonly back: () => void }): JSX.Element {
  const [name, setName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [code, setCode] = useState<string>();
  const [error, setError] = useState<string>();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const [busy, submit] = useAction(
    async () => {
      const { signal } = stop.current;
      try {
        await becomeDevice({ passphrase, name: name.trim(), onCode: setCode, signal });
      } catch (failure) {
        // Somebody went back: there is nothing to tell.
        if (!signal.aborted) throw failure;
      }
    },
    (failure) => {
      setCode(undefined);
      setError(failure);
    },
  );
  if (code !== undefined) return <Waiting code={code} back={back} />;
  return (
    <main class="door">
      <h1>{t('becomeTitle')}</h1>
      <RelayInvited />
      <p>{t('becomeIntro')}</p>
      <form autocomplete="off" onSubmit={submit}>
        <Field
          label={t('becomeName')}
          hint={t('becomeNameHint')}
          value={name}
          onInput={setName}
          maxLength={64}
          autoFocus
        />
        <PassphraseField
          isNew
          value={passphrase}
          error={isOfPassphrase(error) ? tError(error) : undefined}
          onInput={(value) => {
            setPassphrase(value);
            setError(undefined);
          }}
        />
        <DoorError code={error} />
        <button type="submit" class="action primary wide" aria-disabled={busy}>
          {t('becomeShow')}
        </button>
      </form>
      <Action label={t('becomeBack')} run={back} />
    </main>
  );
}

function Waiting({
  code,
  back,
}: {
  readonly code: string;
  readonly back: () => void;
}): JSX.Element {
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(code);
    say(t('becomeCopied'));
  };
  return (
    <main class="door">
      <h1>{t('becomeTitle')}</h1>
      <p>{t('becomeWaiting')}</p>
      <QrCode text={code} label={t('becomeQr')} />
      <output class="link" dir="ltr">
        {code}
      </output>
      <div class="row">
        <Action kind="primary" label={t('inviteCopy')} run={copy} />
        <Action label={t('cancel')} run={back} />
      </div>
    </main>
  );
}
