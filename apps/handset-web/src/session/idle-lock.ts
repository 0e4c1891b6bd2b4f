import { effect } from '@preact/signals';
import { handset } from './open-handset.ts';
import { lockHandset } from './session.ts';

/**
 * Locks an open handset that nobody used for as long as its settings say. Time asleep counts: the wall clock is
 * compared, and a timer that was late is noticed when it runs.
 */
export function watchIdle(): void {
  let usedAtMs = Date.now();
  const used = (): void => void (usedAtMs = Date.now());
  for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
    addEventListener(event, used, { passive: true, capture: true });
  }
  const check = async (): Promise<void> => {
    const open = handset.value;
    if (!open) return;
    const { lockAfterSeconds } = await open.settings();
    if (lockAfterSeconds > 0 && Date.now() - usedAtMs > lockAfterSeconds * 1000)
      await lockHandset();
  };
  effect(() => {
    if (!handset.value) return undefined;
    used();
    const timer = setInterval(() => void check(), 5_000);
    return () => clearInterval(timer);
  });
}
