import { signal } from '@preact/signals';
import type { ConversationId, MessageId } from '@sotto/handset';

/** Where somebody is behind the lock. The browser's Back goes one step back. */
export type Route =
  | { readonly at: 'list' }
  | { readonly at: 'chat'; readonly id: ConversationId }
  | { readonly at: 'contact'; readonly id: ConversationId }
  | { readonly at: 'picture'; readonly id: ConversationId; readonly message: MessageId }
  | { readonly at: 'add' }
  | { readonly at: 'settings' };

export const route = signal<Route>({ at: 'list' });

/** Goes somewhere new. Nothing of it enters the address: addresses stay in histories. */
export function go(to: Route): void {
  history.pushState(to, '');
  route.value = to;
}

/** Goes there instead of here. */
export function replace(to: Route): void {
  history.replaceState(to, '');
  route.value = to;
}

export function back(): void {
  if (history.state === null) replace({ at: 'list' });
  else history.back();
}

export function followHistory(): void {
  addEventListener('popstate', ({ state }) => (route.value = isRoute(state) ? state : { at: 'list' }));
}

function isRoute(state: unknown): state is Route {
  return typeof state === 'object' && state !== null && 'at' in state;
}
