import type { JSX } from 'preact';
import type { Message, MessageState } from '@sotto/handset';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import type { TextKey } from '../strings/en.ts';
import { t, tError } from '../strings/language.ts';
import { Action } from './button.tsx';
import { PictureBubble } from './picture-bubble.tsx';
import { clockTime } from './time.ts';

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

/** One message. Text is shown as text: nothing in it is markup, and no link is fetched. */
export function Bubble({
  message,
  name,
}: {
  readonly message: Message;
  readonly name: string;
}): JSX.Element {
  const { body, mine, state, sentAtMs } = message;
  const stateText = stateTexts[state];
  return (
    <article class={`bubble ${mine ? 'mine' : 'theirs'}`}>
      <span class="only-heard">{mine ? t('youSaid') : t('said', { name })}</span>
      {body.kind === 'text' && <p dir="auto">{body.text}</p>}
      {body.kind === 'picture' && <PictureBubble message={message} body={body} />}
      {body.kind === 'unknown' && (
        <p dir="auto" class="unknown">
          {body.fallback || t('unknownWord')}
        </p>
      )}
      <footer>
        <time dateTime={new Date(sentAtMs).toISOString()}>{clockTime(sentAtMs)}</time>
        {stateText && (
          <span class={`state ${state}`} title={t(stateText)}>
            <span aria-hidden="true">{stateMarks[state]}</span>
            <span class="only-heard">{t(stateText)}</span>
          </span>
        )}
      </footer>
      {state === 'failed' && (
        <div class="failure">
          <p>{tError(message.failure ?? '')}</p>
          <Action
            label={t('retry')}
            run={async () => void (await running().retry(message.conversation, message.id))}
            onFailure={(code) => say(tError(code), 'warning')}
          />
        </div>
      )}
    </article>
  );
}
