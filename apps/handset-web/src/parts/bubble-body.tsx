import type { JSX } from 'preact';
import type { Message } from '@sotto/handset';
import { t } from '../strings/language.ts';
import { Album, picturesOf } from './album.tsx';
import { KindBody } from './kind-body.tsx';
import { OnceMessage } from './once-message.tsx';
import { RichText } from './rich-text.tsx';

/** What a message says or shows. */
export function BubbleBody({
  message,
  names,
}: {
  readonly message: Message;
  readonly names: readonly string[];
}): JSX.Element | null {
  const { body } = message;
  switch (body.kind) {
    case 'text':
      return <RichText text={body.text} names={names} />;
    case 'picture':
    case 'pictures':
      return <Album message={message} pictures={picturesOf(message)} />;
    case 'custom':
      return <KindBody message={message} body={body} />;
    case 'once':
      return <OnceMessage message={message} body={body} />;
    case 'deleted':
      return (
        <p class="unknown">
          {message.mine ? t('deletedByYou') : t('deletedByThem', { name: message.senderName })}
        </p>
      );
    case 'unknown':
      return (
        <p dir="auto" class="unknown">
          {body.fallback || t('unknownWord')}
        </p>
      );
    case 'event':
      return null;
  }
}
