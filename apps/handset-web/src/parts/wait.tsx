import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Waiting } from '../session/passphrases.ts';
import { t } from '../strings/language.ts';
import { Action } from './button.tsx';

export interface Wait {
  /** By `performance.now`; `undefined` while nothing waits. */
  readonly untilMs: number | undefined;
  /** Runs what takes a passphrase; its wait is shown here. False when the person ended the wait: then nothing was tried. */
  readonly during: (work: (waiting: Waiting) => Promise<void>) => Promise<boolean>;
  readonly cancel: () => void;
}

/** The wait of a passphrase after wrong ones. Leaving the screen ends it. */
export function useWait(): Wait {
  const [untilMs, setUntilMs] = useState<number>();
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  return {
    untilMs,
    during: async (work) => {
      const ends = (stop.current = new AbortController());
      const onWait = (ms: number): void => setUntilMs(performance.now() + ms);
      try {
        await work({ onWait, signal: ends.signal });
      } catch (error) {
        if (!ends.signal.aborted) throw error;
        return false;
      } finally {
        setUntilMs(undefined);
      }
      return true;
    },
    cancel: () => stop.current?.abort(),
  };
}

/** Counts down, a second at a time; read out once. */
export function Countdown({ wait }: { readonly wait: Wait }): JSX.Element | null {
  const { untilMs, cancel } = wait;
  const [, tick] = useState(0);
  useEffect(() => {
    if (untilMs === undefined) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), 1_000);
    return () => clearInterval(timer);
  }, [untilMs]);
  if (untilMs === undefined) return null;
  const seconds = Math.max(0, Math.ceil((untilMs - performance.now()) / 1_000));
  const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <div class="question">
      <p role="status">{t('waitExplain')}</p>
      <p class="countdown" role="timer" aria-live="off">
        <bdi dir="ltr">{left}</bdi>
      </p>
      <Action label={t('cancel')} run={cancel} />
    </div>
  );
}
