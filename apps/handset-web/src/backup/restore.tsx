import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Action, useAction } from '../parts/button.tsx';
import { Field, isOfPassphrase, PassphraseField } from '../parts/field.tsx';
import { RelayInvited } from '../parts/relay-invited.tsx';
import { ScanButton } from '../parts/scan-button.tsx';
import { comeBack } from '../session/session.ts';
import { tError } from '../strings/language.ts';
import { bytesOf } from './save-target.ts';
import { b, bError } from './words/words.ts';

const notBack = [
  'restoreComes',
  'restoreLost',
  'restoreNewer',
  'restorePassing',
  'restoreUnsent',
] as const;

/** In place of a new handset: this comes back from a backup, by its passphrase or by the key on paper. */
export function Restore({ back }: { readonly back: () => void }): JSX.Element {
  const [file, setFile] = useState<File>();
  const [key, setKey] = useState('');
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [messages, setMessages] = useState(0);
  const [error, setError] = useState<string>();
  const isPaper = code.trim() !== '';
  const [busy, submit] = useAction(async () => {
    setError(undefined);
    const onProgress = (progress: { readonly messages: number }): void =>
      setMessages(progress.messages);
    const from = file === undefined ? {} : { from: bytesOf(file) };
    await comeBack((vault) =>
      isPaper
        ? vault.recover({ ...from, ...relayOf(code), passphrase, code, name, onProgress })
        : vault.restore({
            ...{ passphrase, name, onProgress, open: { passphrase: key } },
            from: bytesOf(file ?? new Blob()),
          }),
    );
  }, setError);
  const isReady = isPaper || (file !== undefined && key !== '');
  return (
    <main class="door">
      <h1>{b('restoreTitle')}</h1>
      <RelayInvited />
      <p>{b('restoreIntro')}</p>
      <h2>{b('restoreNot')}</h2>
      <ul class="points">
        {notBack.map((each) => (
          <li key={each}>{b(each)}</li>
        ))}
      </ul>
      <form autocomplete="off" onSubmit={submit}>
        <div class="field">
          <label>
            {b('restoreFile')}
            <input
              type="file"
              autocomplete="off"
              onChange={(event) => setFile(event.currentTarget.files?.[0])}
            />
          </label>
        </div>
        {!isPaper && (
          <PassphraseField
            isNew={false}
            label={b('restoreKey')}
            value={key}
            error={undefined}
            onInput={setKey}
          />
        )}
        <Field
          label={b('restorePaper')}
          hint={b('restorePaperHint')}
          value={code}
          onInput={setCode}
        />
        <ScanButton label={b('restoreScan')} take={setCode} />
        <Field label={b('restoreName')} value={name} onInput={setName} maxLength={64} />
        <PassphraseField
          isNew
          label={b('restoreNew')}
          value={passphrase}
          error={isOfPassphrase(error) ? tError(error) : undefined}
          onInput={setPassphrase}
        />
        <p class="error" role="alert">
          {error !== undefined && !isOfPassphrase(error) && bError(error)}
        </p>
        <button
          type="submit"
          class="action primary wide"
          aria-disabled={busy}
          disabled={!isReady || passphrase === ''}
        >
          {busy ? b('restoring', { count: messages }) : b('restore')}
        </button>
      </form>
      <Action label={b('restoreBack')} run={back} />
    </main>
  );
}

/** The letters alone do not say where the backup is: then it is looked for at the relay of this page. */
function relayOf(code: string): { readonly relay?: string } {
  return code.includes('@') ? {} : { relay: location.origin };
}
