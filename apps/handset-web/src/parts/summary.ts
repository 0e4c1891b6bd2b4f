import type { Message, MessageBody } from '@sotto/handset';
import { isolate, t, tCount } from '../strings/language.ts';
import { eventText } from './event-text.ts';

/** A message in one line, without who wrote it. */
export function bodyText(body: MessageBody): string {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'picture':
      return body.caption || t('pictureWord');
    case 'pictures':
      return (
        body.pictures.find(({ caption }) => caption)?.caption ??
        tCount('albumOf', body.pictures.length)
      );
    case 'custom':
    case 'unknown':
      return body.fallback || t('unknownWord');
    case 'once':
      return onceWords(body);
    case 'deleted':
      return '';
    case 'event':
      return eventText(body.event);
  }
}

/** What is to be shown once, without what it says. */
export function onceWords({ of, count }: Extract<MessageBody, { readonly kind: 'once' }>): string {
  if (of === 'text') return t('onceText');
  return count === 1 ? t('oncePicture') : tCount('oncePictures', count);
}

/** A message in one line, for lists. */
export interface Summary {
  /** Who wrote it, where that is not plain. Apart from the text, because each has a direction of its own. */
  readonly lead?: string;
  readonly text: string;
}

export function summaryOf(message: Message, inGroup: boolean): Summary {
  const { mine, body, senderName } = message;
  if (body.kind === 'event') return { text: eventText(body.event) };
  if (body.kind === 'deleted')
    return { text: mine ? t('deletedByYou') : t('deletedByThem', { name: isolate(senderName) }) };
  const text = bodyText(body);
  if (mine) return { lead: t('youWord'), text };
  return inGroup ? { lead: senderName, text } : { text };
}
