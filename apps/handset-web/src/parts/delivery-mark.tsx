import type { JSX } from 'preact';
import type { Message, MessageState } from '@sotto/handset';
import type { TextKey } from '../strings/en.ts';
import { t } from '../strings/language.ts';

const stateTexts: Record<MessageState, TextKey | undefined> = {
  queued: 'stateQueued',
  uploading: 'stateUploading',
  relayed: 'stateRelayed',
  delivered: 'stateDelivered',
  read: 'stateRead',
  failed: 'stateFailed',
  received: undefined,
};

const stateMarks: Record<MessageState, string> = {
  queued: '○',
  uploading: '○',
  relayed: '✓',
  delivered: '✓✓',
  read: '✓✓',
  failed: '!',
  received: '',
};

/** How far a message of one's own has come: a mark to see, words to hear. */
export function DeliveryMark({ message }: { readonly message: Message }): JSX.Element | null {
  const { state } = message;
  const text = stateText(message);
  if (text === undefined) return null;
  return (
    <span class={`state ${state}`} title={text}>
      <span aria-hidden="true">{stateMarks[state]}</span>
      <span class="only-heard">{text}</span>
    </span>
  );
}

/** The words for a message's state; undefined for those that were received. */
export function stateText({ state }: Message): string | undefined {
  const key = stateTexts[state];
  return key && t(key);
}
