import { fallbackText, textOf } from '@sotto/protocol';
import type { MimiContent, NestedPart, SinglePart } from '@sotto/protocol';
import { isKindMediaType, kindLimits } from '@sotto/core';
import { readPictures } from '../pictures/picture-part.ts';
import type { StoredBody } from '../storage/message-body.ts';

/** What a content is to this version: text, pictures, a plugin's kind, or something it can only name. */
export function readBody({ nestedPart }: MimiContent): StoredBody {
  if (nestedPart.cardinality === 'single') {
    const text = textOf(nestedPart);
    if (text !== undefined) return { kind: 'text', text };
  }
  const pictures = readPictures(nestedPart);
  if (pictures.length > 0) return { kind: 'pictures', pictures };
  return readCustom(nestedPart) ?? { kind: 'unknown', fallback: fallbackText(nestedPart) ?? '' };
}

/** A kind of a plugin's: the first choice that has its media type, with the text for those who do not know it. */
function readCustom(
  part: NestedPart,
): Extract<StoredBody, { readonly kind: 'custom' }> | undefined {
  const choices =
    part.cardinality === 'multi' && part.partSemantics === 'chooseOne' ? part.parts : [part];
  const chosen = choices.find(
    (choice): choice is SinglePart =>
      choice.cardinality === 'single' &&
      isKindMediaType(choice.contentType) &&
      choice.content.length <= kindLimits.maxDataBytes,
  );
  if (chosen === undefined) return undefined;
  return {
    kind: 'custom',
    mediaType: chosen.contentType,
    data: chosen.content,
    fallback: fallbackText(part) ?? '',
  };
}
