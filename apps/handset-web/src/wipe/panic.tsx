import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { wipeHandset } from '../session/session.ts';
import { t } from '../strings/language.ts';
import { HoldButton } from './hold-button.tsx';
import { asking } from './wipe-now.ts';

/** On every screen: the first of the two touches that wipe the handset. */
export function PanicButton(): JSX.Element {
  return (
    <IconButton label={t('panic')} popup onClick={() => (asking.value = true)}>
      <Icon name="burn" />
    </IconButton>
  );
}

/** The same in words, where there is room and somebody may never have seen the sign: on the door. */
export function PanicAction(): JSX.Element {
  return (
    <button
      type="button"
      class="action careful with-icon"
      aria-haspopup="dialog"
      onClick={() => (asking.value = true)}
    >
      <Icon name="burn" />
      {t('panic')}
    </button>
  );
}

/** Escape so often within so long opens it, wherever the focus is. */
const presses = 3;
const withinMs = 1_500;

/** What the button opens: holding is the only question. */
export function Panic(): JSX.Element | null {
  useEffect(() => {
    let pressed: number[] = [];
    const onKey = ({ key, repeat, timeStamp }: KeyboardEvent): void => {
      if (key !== 'Escape' || repeat) return;
      // The one that closes it does not count.
      pressed = asking.value
        ? []
        : [...pressed, timeStamp].filter((at) => timeStamp - at < withinMs);
      if (pressed.length < presses) return;
      pressed = [];
      // What Escape closes is closed first.
      setTimeout(() => (asking.value = true));
    };
    addEventListener('keydown', onKey, true);
    return () => removeEventListener('keydown', onKey, true);
  }, []);
  if (!asking.value) return null;
  const close = (): void => void (asking.value = false);
  return (
    <Sheet title={t('panic')} close={close} role="alertdialog">
      <p>{t('panicExplain')}</p>
      <HoldButton run={wipeHandset} />
      <button type="button" class="action plain wide" onClick={close}>
        {t('cancel')}
      </button>
      <p class="hint for-keys">{t('panicKeys')}</p>
    </Sheet>
  );
}
