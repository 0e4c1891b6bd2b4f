import { fallbackText } from '@sotto/protocol';
import type { MimiContent } from '@sotto/protocol';
import type { StoredBody } from '../storage/message-record.ts';
import { textOf } from '@sotto/protocol';
import { readPicture } from '../pictures/picture-part.ts';

/** What a content is to this version: text, a picture, or something it can only name. */
export function readBody(content: MimiContent): StoredBody {
  const { nestedPart } = content;
  if (content.replaces === null && nestedPart.cardinality === 'single') {
    const text = textOf(nestedPart);
    if (text !== undefined) return { kind: 'text', text };
  }
  return readPicture(content) ?? { kind: 'unknown', fallback: fallbackText(nestedPart) ?? '' };
}
