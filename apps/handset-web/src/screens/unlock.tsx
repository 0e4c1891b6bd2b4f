import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../parts/button.tsx';
import { Erase } from '../parts/erase.tsx';
import { PassphraseField } from '../parts/field.tsx';
import { unlockHandset } from '../session/session.ts';
import { PanicButton } from '../wipe/panic.tsx';
import { t, tError } from '../strings/language.ts';

export function Unlock(): JSX.Element {
  const [passphrase, setPassphrase] = useState('');
  const [code, setCode] = useState<string>();
  const [busy, submit] = useAction(() => unlockHandset(passphrase), setCode);
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
      <form onSubmit={submit}>
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
        <PanicButton />
      </div>
    </main>
  );
}
