import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t, tCount } from '../strings/language.ts';

const holdMs = 1_500;
/** For who cannot hold: so long it can be stopped. */
const countSeconds = 5;

/** Runs when it was held, by finger, mouse or key; or after a countdown, for whoever cannot hold a button. */
export function HoldButton({ run }: { readonly run: () => Promise<void> }): JSX.Element {
  const [held, setHeld] = useState(false);
  const [left, setLeft] = useState<number>();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const begin = (): void => {
    if (timer.current !== undefined) return;
    setHeld(true);
    timer.current = setTimeout(() => void run(), holdMs);
  };
  const stop = (): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHeld(false);
  };
  useEffect(() => stop, []);
  useEffect(() => {
    if (left === undefined) return undefined;
    const next = (): void => (left > 1 ? setLeft(left - 1) : void run());
    const second = setTimeout(next, 1_000);
    return () => clearTimeout(second);
  }, [left]);
  const isKey = (key: string): boolean => key === 'Enter' || key === ' ';
  return (
    <>
      <button
        type="button"
        class={`action danger wide hold${held ? ' held' : ''}`}
        style={{ '--hold': `${holdMs}ms` }}
        onPointerDown={({ button }) => button === 0 && begin()}
        onPointerUp={stop}
        onPointerLeave={stop}
        onPointerCancel={stop}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (!isKey(event.key)) return;
          event.preventDefault();
          begin();
        }}
        onKeyUp={({ key }) => isKey(key) && stop()}
        onBlur={stop}
      >
        {t('panicHold')}
      </button>
      {left === undefined ? (
        <button type="button" class="action plain wide" onClick={() => setLeft(countSeconds)}>
          {tCount('panicCount', countSeconds)}
        </button>
      ) : (
        <button type="button" class="action careful wide" onClick={() => setLeft(undefined)}>
          {tCount('panicCounting', left)}
        </button>
      )}
      <p class="only-heard" aria-live="assertive">
        {left !== undefined && tCount('panicCounting', left)}
      </p>
    </>
  );
}
