import { decodeUtf8 } from '../utf8.ts';
import type { NestedPart, SinglePart } from './part.ts';

/** Media types of text that every handset sends and reads. */
export const textTypes = {
  plain: 'text/plain;charset=utf-8',
  markdown: 'text/markdown;variant=GFM-MIMI',
} as const;

/**
 * The text of a plain or markdown part, or `undefined` when the part is of another type, another character set, or not
 * UTF-8. Markdown is given as it was written, which is a permitted way of showing it.
 */
export function textOf(part: SinglePart): string | undefined {
  const [type, ...parameters] = part.contentType.toLowerCase().split(';');
  if (type?.trim() !== 'text/plain' && type?.trim() !== 'text/markdown') return undefined;
  const charset = parameters
    .map((parameter) => parameter.trim())
    .find((parameter) => parameter.startsWith('charset='));
  if (
    charset !== undefined &&
    !['utf-8', 'us-ascii'].includes(charset.slice(8).replaceAll('"', ''))
  )
    return undefined;
  return decodeUtf8(part.content);
}

/**
 * The text to show when nothing better is understood: the body's own, the first readable choice of a `chooseOne`, or
 * the first readable part of a `processAll`. A `singleUnit` is shown whole or not at all, so it has none.
 */
export function fallbackText(body: NestedPart): string | undefined {
  if (body.cardinality === 'single') return textOf(body);
  if (body.cardinality !== 'multi' || body.partSemantics === 'singleUnit') return undefined;
  for (const part of body.parts) {
    const text = fallbackText(part);
    if (text !== undefined) return text;
  }
  return undefined;
}
