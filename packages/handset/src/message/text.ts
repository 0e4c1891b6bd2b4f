import type { StoredBody } from '../storage/message-body.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { utf8 } from '../bytes.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';

/** The text as it travels; may be empty. Lone surrogates become U+FFFD, as they would in UTF-8. @throws TEXT_TOO_LONG */
export function checkText(text: string): string {
  const whole = text.toWellFormed();
  if (whole.trim() === '') return '';
  if (
    whole.length > handsetLimits.maxTextBytes ||
    utf8(whole).length > handsetLimits.maxTextBytes
  ) {
    throw handsetError('TEXT_TOO_LONG', 'The text is too long for one message.');
  }
  return whole;
}

/** The body with the newest text in it. Of several pictures, that is the caption of the first. */
export function shownBody({ body, versions }: MessageRecord): StoredBody {
  const newest = versions.at(-1);
  if (newest === undefined) return body;
  if (body.kind === 'text') return { ...body, text: newest.text };
  if (body.kind !== 'pictures') return body;
  const [first, ...others] = body.pictures;
  return first === undefined
    ? body
    : { ...body, pictures: [{ ...first, caption: newest.text }, ...others] };
}

/** The text that an edit replaces; `undefined` when the message has none that could be edited. */
export function editableText(body: StoredBody): string | undefined {
  if ('once' in body) return undefined;
  if (body.kind === 'text') return body.text;
  return body.kind === 'pictures' ? body.pictures[0]?.caption : undefined;
}

/** Whatever of a message is to be found by a search, and quoted; empty for nothing. */
export function wordsOf(message: MessageRecord): string {
  const body = shownBody(message);
  if ('once' in body) return '';
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'pictures':
      return body.pictures
        .map(({ caption }) => caption)
        .filter((caption) => caption !== '')
        .join('\n');
    case 'custom':
    case 'unknown':
      return body.fallback;
    case 'opened':
    case 'deleted':
    case 'event':
      return '';
  }
}
