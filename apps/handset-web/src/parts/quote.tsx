import type { JSX } from 'preact';
import type { ConversationId, Quote } from '@sotto/handset';
import { goToMessage } from '../session/chat.ts';
import { isMe } from '../session/people.ts';
import { t } from '../strings/language.ts';
import { hueOf } from './avatar.tsx';

/** What a message answers, in a line above it. A tap goes there. */
export function QuoteLine({
  conversation,
  quote,
}: {
  readonly conversation: ConversationId;
  readonly quote: Quote;
}): JSX.Element {
  const { id, sender, senderName, excerpt } = quote;
  const name = sender !== undefined && isMe(sender) ? t('youWord') : senderName;
  if (excerpt === '')
    return (
      <p class="quote gone">
        <span class="only-heard">{t('quoteOf', { name })} </span>
        {t('quoteGone')}
      </p>
    );
  return (
    <button
      type="button"
      class={`quote ${hueOf(sender ?? '')}`}
      onClick={() => void goToMessage(conversation, id)}
    >
      <span class="only-heard">{t('quoteJump', { name })}</span>
      <bdi class="quote-name" aria-hidden="true">
        {name}
      </bdi>
      <span class="quote-text" dir="auto">
        {excerpt}
      </span>
    </button>
  );
}
