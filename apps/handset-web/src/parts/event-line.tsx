import type { JSX } from 'preact';
import type { ConversationEvent } from '@sotto/handset';
import { eventText } from './event-text.ts';

/** Somebody has to know of it. */
function isBad(event: ConversationEvent): boolean {
  return event.type === 'lost' || (event.type === 'device' && event.change === 'contradicted');
}

/** Something that happened, as a line between the messages. */
export function EventLine({ event }: { readonly event: ConversationEvent }): JSX.Element {
  return (
    <p class={isBad(event) ? 'event lost' : 'event'} dir="auto">
      {eventText(event)}
    </p>
  );
}
