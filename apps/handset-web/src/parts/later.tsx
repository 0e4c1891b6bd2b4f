import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { TextKey } from '../strings/en.ts';
import { t } from '../strings/language.ts';

interface LaterProps<Parts> {
  readonly show: (parts: Parts) => JSX.Element | null;
}

export interface Later<Parts> {
  (props: LaterProps<Parts>): JSX.Element | null;
  /** Loads it before it is shown. Does not reject. */
  readonly soon: () => Promise<void>;
}

/** Something that is loaded when it is first shown. That it cannot be had is not hidden: `sorry` says what is missing. */
export function later<Parts extends object>(
  load: () => Promise<Parts>,
  sorry: TextKey,
): Later<Parts> {
  const parts: Signal<Parts | 'failed' | undefined> = signal(undefined);
  const soon = async (): Promise<void> => {
    if (parts.value !== undefined) return;
    try {
      parts.value = await load();
    } catch {
      // The relay cannot be reached and nothing was kept, or it serves another version now: the page has to be opened anew.
      parts.value = 'failed';
    }
  };
  const Part = ({ show }: LaterProps<Parts>): JSX.Element | null => {
    useEffect(() => void soon(), []);
    const now = parts.value;
    if (now === 'failed') return <Sorry text={t(sorry)} />;
    return now === undefined ? null : show(now);
  };
  return Object.assign(Part, { soon });
}

function Sorry({ text }: { readonly text: string }): JSX.Element {
  return (
    <p class="connection offline" role="alert">
      {text}
      <button type="button" class="action plain small" onClick={() => location.reload()}>
        {t('tryAgain')}
      </button>
    </p>
  );
}
