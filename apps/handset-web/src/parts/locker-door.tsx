import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { running } from '../session/open-handset.ts';
import { t, tError } from '../strings/language.ts';
import { useAction } from './button.tsx';
import { PassphraseField } from './field.tsx';

/** Makes the locker, or opens it. */
export function LockerDoor({
  state,
  opened,
}: {
  readonly state: 'absent' | 'locked';
  readonly opened: () => Promise<void>;
}): JSX.Element {
  const [passphrase, setPassphrase] = useState('');
  const [error, setError] = useState<string>();
  const isNew = state === 'absent';
  const [busy, submit] = useAction(
    async () => {
      const { locker } = running();
      await (isNew ? locker.create(passphrase) : locker.open(passphrase));
      setPassphrase('');
      await opened();
    },
    (code) => setError(code === 'PASSPHRASE_WRONG' ? t('lockerWrong') : tError(code)),
  );
  return (
    <section class="card">
      <h2>{t(isNew ? 'lockerMake' : 'lockerLocked')}</h2>
      <p>{t(isNew ? 'lockerExplain' : 'lockerLockedExplain')}</p>
      <form autocomplete="off" onSubmit={submit}>
        <PassphraseField
          value={passphrase}
          isNew={isNew}
          error={error}
          onInput={(value) => {
            setPassphrase(value);
            setError(undefined);
          }}
        />
        <button
          type="submit"
          class="action primary"
          aria-disabled={busy}
          disabled={passphrase === ''}
        >
          {t(busy ? 'lockerOpening' : isNew ? 'lockerMake' : 'lockerOpen')}
        </button>
      </form>
    </section>
  );
}
