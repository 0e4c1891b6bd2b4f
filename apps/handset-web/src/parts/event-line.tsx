import type { JSX } from 'preact';
import type { ConversationEvent } from '@sotto/handset';
import { eventText } from './event-text.ts';

/** Something that happened, as a line between the messages. */
export function EventLine({ event }: { readonly event: ConversationEvent }): JSX.Element {
  return (
    <p class={event.type === 'lost' ? 'event lost' : 'event'} dir="auto">
      {eventText(event)}
    </p>
  );
}
