import type { JSX, TargetedInputEvent } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../strings/language.ts';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly maxLength?: number;
  readonly autoFocus?: boolean;
  readonly inputMode?: 'text' | 'url';
}

/** A labelled line of text; hint and error belong to it for screen readers too. */
export function Field({
  label,
  value,
  onInput,
  hint,
  error,
  maxLength = 4_096,
  autoFocus = false,
  inputMode = 'text',
}: FieldProps): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        value={value}
        maxLength={maxLength}
        autoFocus={autoFocus}
        inputMode={inputMode}
        autocomplete="off"
        dir="auto"
        aria-describedby={`${id}-hint ${id}-error`}
        aria-invalid={error !== undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <p class="error" id={`${id}-error`} role="alert">
        {error}
      </p>
    </div>
  );
}

interface PassphraseProps {
  /** Default: `Passphrase`. */
  readonly label?: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly isNew: boolean;
  readonly error: string | undefined;
  readonly autoFocus?: boolean;
}

/** True for the code of what is wrong with a new passphrase, to be said beside it. */
export function isOfPassphrase(code: string | undefined): code is string {
  return code?.startsWith('PASSPHRASE_') ?? false;
}

/** A passphrase that can be shown: one field instead of typing it twice unseen. */
export function PassphraseField({
  value,
  onInput,
  isNew,
  error,
  label = t('passphrase'),
  autoFocus = false,
}: PassphraseProps): JSX.Element {
  const id = useId();
  const [shown, setShown] = useState(false);
  const same = {
    id,
    value,
    autoFocus,
    autocomplete: isNew ? 'new-password' : 'current-password',
    autocapitalize: 'none',
    spellcheck: false,
    dir: 'ltr',
    'aria-describedby': isNew ? `${id}-hint ${id}-error` : `${id}-error`,
    'aria-invalid': error !== undefined,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => onInput(event.currentTarget.value),
  } as const;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="with-button">
        {shown ? <input {...same} type="text" /> : <input {...same} type="password" />}
        <button
          type="button"
          class="action plain"
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {t(shown ? 'hidePassphrase' : 'showPassphrase')}
        </button>
      </div>
      {isNew && (
        <p class="hint" id={`${id}-hint`}>
          {t('passphraseHint')}
        </p>
      )}
      <p class="error" id={`${id}-error`} role="alert">
        {error}
      </p>
    </div>
  );
}
