import { effect } from '@preact/signals';
import { handset } from '../session/open-handset.ts';
import { lockHandset } from '../session/session.ts';
import { cover, uncover } from './cover.ts';
import { lockSettings } from './lock-settings.ts';

const tickMs = 5_000;
/** A page out of sight is woken once a minute; a timer that is later than that was asleep with the machine. */
const sleptMs = 90_000;

/**
 * Locks an open handset that nobody used, or saw, for as long as its settings say, and when the machine or the page was put to sleep. Covers the
 * page whenever it is out of sight.
 */
export function watchLock(): void {
  let usedAtMs = Date.now();
  let hiddenAtMs: number | undefined;
  let tickedAtMs = Date.now();
  const used = (): void => void (usedAtMs = Date.now());
  for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
    addEventListener(event, used, { passive: true, capture: true });
  }

  const look = (): void => {
    const now = Date.now();
    const slept = now - tickedAtMs > tickMs + sleptMs;
    tickedAtMs = now;
    const how = lockSettings.value;
    if (!handset.value || !how) return;
    const { lockAfterSeconds: idle, lockHiddenAfterSeconds: hidden } = how;
    const isOver = (sinceMs: number | undefined, seconds: number): boolean =>
      sinceMs !== undefined && now - sinceMs >= seconds * 1_000;
    const isUnused = idle > 0 && (slept || isOver(usedAtMs, idle));
    if (isUnused || (hidden >= 0 && isOver(hiddenAtMs, hidden))) void lockHandset();
  };

  /** The page is put away for good, or until somebody comes back to it: nothing runs meanwhile that could lock it later. */
  const putAway = (): void => {
    cover();
    if ((lockSettings.value?.lockAfterSeconds ?? 0) > 0) void lockHandset();
  };

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      cover();
      hiddenAtMs = Date.now();
      look();
    } else {
      look();
      hiddenAtMs = undefined;
      uncover();
    }
  });
  document.addEventListener('freeze', putAway);
  document.addEventListener('resume', look);
  addEventListener('pagehide', ({ persisted }: PageTransitionEvent) => {
    if (persisted) putAway();
  });
  addEventListener('keydown', (event: KeyboardEvent) => {
    if (!isLockKey(event) || !handset.value) return;
    event.preventDefault();
    void lockHandset();
  });

  effect(() => {
    if (!handset.value) return undefined;
    used();
    tickedAtMs = Date.now();
    const timer = setInterval(look, tickMs);
    return () => clearInterval(timer);
  });
}

/** Control or Command, Shift and L, wherever L is. */
function isLockKey({ ctrlKey, metaKey, shiftKey, altKey, key, code }: KeyboardEvent): boolean {
  const isL = key.toLowerCase() === 'l' || code === 'KeyL';
  return (ctrlKey || metaKey) && shiftKey && !altKey && isL;
}
