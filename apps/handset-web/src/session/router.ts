import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { ConversationId, IdentityId, Message } from '@sotto/handset';

/** Where somebody is behind the lock. The browser's Back goes one step back. */
export type Route =
  | { readonly at: 'list' }
  | { readonly at: 'chat'; readonly id: ConversationId }
  /** What is to know and to decide about a group, or about the notes to oneself. */
  | { readonly at: 'group'; readonly id: ConversationId }
  | { readonly at: 'contact'; readonly identity: IdentityId }
  /** These three are about `subject`. */
  | { readonly at: 'picture' }
  | { readonly at: 'info' }
  | { readonly at: 'forward' }
  | { readonly at: 'new' }
  | { readonly at: 'new-group' }
  | { readonly at: 'add' }
  | { readonly at: 'settings' }
  | { readonly at: 'devices' }
  | { readonly at: 'backup' }
  | { readonly at: 'relays' }
  | { readonly at: 'locker' }
  | { readonly at: 'keys' }
  | { readonly at: 'network' }
  | { readonly at: 'acts' }
  /** One entry of the network’s log. */
  | { readonly at: 'act'; readonly entry: number };

export const route: Signal<Route> = signal({ at: 'list' });

/** The message on screen, and which of its pictures. */
export interface Subject {
  readonly message: Message;
  readonly index: number;
}
export const subject: Signal<Subject | undefined> = signal(undefined);

/** Goes to a screen that is about one message. */
export function goAbout(at: 'picture' | 'info' | 'forward', message: Message, index = 0): void {
  subject.value = { message, index };
  go({ at });
}

/**
 * Where each entry of the browser's history leads. The browser writes its entries to disk, addresses and titles too: so an entry has a name that says
 * nothing, and whose conversation it is stays in memory.
 */
const places = new Map<string, Route>();

function placeOf(to: Route): string {
  const name = crypto.randomUUID();
  places.set(name, to);
  return name;
}

/** Goes somewhere new. */
export function go(to: Route): void {
  history.pushState(placeOf(to), '');
  route.value = to;
}

/** Goes there instead of here. */
export function replace(to: Route): void {
  history.replaceState(placeOf(to), '');
  route.value = to;
}

/** Nobody goes back to anything of before: from here every way back leads to the list. */
export function forgetPlaces(): void {
  places.clear();
  replace({ at: 'list' });
  subject.value = undefined;
}

export function back(): void {
  if (history.state === null) replace({ at: 'list' });
  else history.back();
}

export function followHistory(): void {
  addEventListener(
    'popstate',
    ({ state }: PopStateEvent) => (route.value = places.get(String(state)) ?? { at: 'list' }),
  );
}
