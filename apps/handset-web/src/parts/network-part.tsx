import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type * as loadable from '../network/network-parts.ts';
import { t } from '../strings/language.ts';

type Parts = typeof loadable;

const parts: Signal<Parts | 'failed' | undefined> = signal(undefined);

/** Something of the network's screens, which are loaded when they are first needed. That they cannot be had is not hidden. */
export function NetworkPart({
  show,
}: {
  readonly show: (parts: Parts) => JSX.Element | null;
}): JSX.Element | null {
  useEffect(() => void load(), []);
  const now = parts.value;
  if (now === 'failed')
    return (
      <p class="connection offline" role="alert">
        {t('networkUnshown')}
        <button type="button" class="action plain small" onClick={() => location.reload()}>
          {t('tryAgain')}
        </button>
      </p>
    );
  return now === undefined ? null : show(now);
}

async function load(): Promise<void> {
  if (parts.value !== undefined) return;
  try {
    parts.value = await import('../network/network-parts.ts');
  } catch {
    // The relay cannot be reached and nothing was kept, or it serves another version now: the page has to be opened anew.
    parts.value = 'failed';
  }
}
