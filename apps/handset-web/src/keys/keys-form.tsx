import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { UnlockOptions } from '@sotto/handset';
import { useAction } from '../parts/button.tsx';
import { PassphraseField } from '../parts/field.tsx';
import { Countdown, useWait } from '../parts/wait.tsx';
import { unlocking } from '../session/passphrases.ts';
import { say } from '../session/toast.ts';
import { tError } from '../strings/language.ts';
import { k } from './words/words.ts';
import type { KeyWord } from './words/words.ts';

interface KeysFormProps {
  readonly does: KeyWord;
  readonly doing: KeyWord;
  /** Said when it was done. */
  readonly done?: KeyWord;
  /** It asks for another passphrase beside the one there is. */
  readonly asks?: KeyWord;
  readonly kind?: 'primary' | 'careful';
  readonly children?: ComponentChildren;
  /** `other` is the second passphrase, if one was asked for. */
  readonly run: (unlocking: UnlockOptions, other: string) => Promise<void>;
}

/** Something that takes the passphrase. */
export function KeysForm(props: KeysFormProps): JSX.Element {
  const { does, doing, done, asks, kind = 'primary', children, run } = props;
  const [passphrase, setPassphrase] = useState('');
  const [other, setOther] = useState('');
  const [code, setCode] = useState<string>();
  const wait = useWait();
  const [busy, submit] = useAction(async () => {
    const isDone = await wait.during(async (waiting) =>
      run(await unlocking(passphrase, waiting), other),
    );
    if (!isDone) return;
    setPassphrase('');
    setOther('');
    if (done) say(k(done));
  }, setCode);
  const isNewRefused = code !== 'PASSPHRASE_WRONG' && code?.startsWith('PASSPHRASE');
  const isOfOther = asks !== undefined && isNewRefused === true;
  const typed = (take: (value: string) => void) => (value: string) => {
    take(value);
    setCode(undefined);
  };
  return (
    <form autocomplete="off" onSubmit={submit}>
      <PassphraseField
        label={k('current')}
        isNew={false}
        value={passphrase}
        error={code === undefined || isOfOther ? undefined : tError(code)}
        onInput={typed(setPassphrase)}
      />
      {asks && (
        <PassphraseField
          label={k(asks)}
          isNew
          value={other}
          error={code !== undefined && isOfOther ? tError(code) : undefined}
          onInput={typed(setOther)}
        />
      )}
      {children}
      <Countdown wait={wait} />
      <button
        type="submit"
        class={`action ${kind}`}
        aria-disabled={busy}
        disabled={passphrase === '' || (asks !== undefined && other === '')}
      >
        {k(busy ? doing : does)}
      </button>
    </form>
  );
}
