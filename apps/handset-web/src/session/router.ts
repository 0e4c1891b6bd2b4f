import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { ConversationId, Message } from '@sotto/handset';

/** Where somebody is behind the lock. The browser's Back goes one step back. */
export type Route =
  | { readonly at: 'list' }
  | { readonly at: 'chat'; readonly id: ConversationId }
  | { readonly at: 'contact'; readonly id: ConversationId }
  | { readonly at: 'picture' }
  | { readonly at: 'add' }
  | { readonly at: 'settings' };

export const route: Signal<Route> = signal({ at: 'list' });

/** The picture on screen. Not part of the route: what is in the browser's history may be written to disk. */
export const viewed: Signal<Message | undefined> = signal(undefined);

export function view(picture: Message): void {
  viewed.value = picture;
  go({ at: 'picture' });
}

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
  addEventListener(
    'popstate',
    ({ state }: PopStateEvent) => (route.value = isRoute(state) ? state : { at: 'list' }),
  );
}

function isRoute(state: unknown): state is Route {
  return typeof state === 'object' && state !== null && 'at' in state;
}
