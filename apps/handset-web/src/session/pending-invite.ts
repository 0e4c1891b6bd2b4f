import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { pendingRelayInvite } from './relay-invite.ts';

/** An invite link that this page was opened with, until it is accepted or put aside. */
export const pendingInvite: Signal<string | undefined> = signal(undefined);

/** Takes the link out of the address bar, so that it stays in no history, screenshot or synchronised tab. */
export function takeInviteFromAddress(): void {
  const take = (): void => {
    const pending = location.pathname === '/j' ? pendingRelayInvite : pendingInvite;
    if (!['/i', '/j'].includes(location.pathname) || location.hash.length < 2) return;
    pending.value = location.href.replace(location.search, '');
    history.replaceState(null, '', `/${location.search}`);
  };
  take();
  addEventListener('hashchange', take);
}
