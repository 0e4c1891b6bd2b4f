import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../parts/button.tsx';
import { Erase } from '../parts/erase.tsx';
import { PassphraseField } from '../parts/field.tsx';
import { collected } from '../lock/lock-settings.ts';
import { Countdown, useWait } from '../parts/wait.tsx';
import { held } from '../session/held-vault.ts';
import { triesLeft } from '../session/passphrases.ts';
import { unlockHandset } from '../session/session.ts';
import { PanicAction } from '../wipe/panic.tsx';
import { t, tCount, tError } from '../strings/language.ts';

export function Unlock(): JSX.Element {
  const [passphrase, setPassphrase] = useState('');
  const [code, setCode] = useState<string>();
  const [left, setLeft] = useState<number>();
  const look = async (): Promise<void> => setLeft(await triesLeft(held()));
  useEffect(() => void look(), []);
  const wait = useWait();
  const [busy, submit] = useAction(
    async () => {
      await wait.during((waiting) => unlockHandset(passphrase, waiting));
    },
    (failed) => {
      setCode(failed);
      void look();
    },
  );
  if (code === 'VAULT_OLDER') {
    return (
      <main class="door">
        <h1>{t('appName')}</h1>
        <p role="alert">{tError(code)}</p>
        <Erase />
      </main>
    );
  }
  return (
    <main class="door">
      <h1>{t('unlockTitle')}</h1>
      {collected.value > 0 && <p role="status">{tCount('lockCollected', collected.value)}</p>}
      <form autocomplete="off" onSubmit={submit}>
        <PassphraseField
          isNew={false}
          autoFocus
          value={passphrase}
          error={code === undefined ? undefined : tError(code)}
          onInput={(value) => {
            setPassphrase(value);
            setCode(undefined);
          }}
        />
        {left !== undefined && <p role="status">{tCount('triesLeft', left)}</p>}
        <Countdown wait={wait} />
        <button type="submit" class="action primary wide" aria-disabled={busy}>
          {t(busy ? 'unlocking' : 'unlock')}
        </button>
      </form>
      <details>
        <summary>{t('forgot')}</summary>
        <p>{t('forgotExplain')}</p>
        <Erase />
      </details>
      <div class="panic-row">
        <PanicAction />
      </div>
    </main>
  );
}
