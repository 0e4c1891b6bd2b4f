import { handset } from './open-handset.ts';
import { seen } from './chat.ts';
import { keepDraftNow } from './drafts.ts';
import { removeNow } from './removal.ts';
import { vault } from './held-vault.ts';

/** Tells the handset at once when the network came back or the page was looked at again. */
export function watchNetwork(): void {
  const nudge = (): void => {
    handset.value?.nudge();
    // One that is locked may be collecting.
    vault.value?.nudge();
  };
  addEventListener('online', nudge);
  // A page that comes back from the back/forward cache lost its store when it was left: it begins anew, locked.
  addEventListener('pageshow', ({ persisted }: PageTransitionEvent) =>
    persisted ? location.reload() : nudge(),
  );
  addEventListener('pagehide', () => void Promise.all([keepDraftNow(), removeNow()]));
  addEventListener('focus', () => void seen());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    nudge();
    if (handset.value) void seen();
  });
}
