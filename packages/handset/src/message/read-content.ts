import {
  dispositions,
  effectiveDisposition,
  expirationIsPlausible,
  isViewOnce,
  parseMimiContent,
  statusReportOf,
  textOf,
} from '@sotto/protocol';
import type { MessageStatus, MimiContent } from '@sotto/protocol';
import { isSottoError } from '@sotto/core';
import { readPictures } from '../pictures/picture-part.ts';
import type { StoredBody } from '../storage/message-body.ts';
import { readBody } from './body.ts';
import { onceBody } from './once-body.ts';
import { isReaction } from './reaction.ts';

/** What a content wants. `target`: the id of the message that it is about. */
export type ContentMeaning =
  | { readonly kind: 'report'; readonly report: readonly MessageStatus[] }
  | { readonly kind: 'message'; readonly content: MimiContent; readonly body: StoredBody }
  | { readonly kind: 'edit'; readonly target: Uint8Array; readonly text: string }
  | { readonly kind: 'delete'; readonly target: Uint8Array }
  | { readonly kind: 'react'; readonly target: Uint8Array; readonly reaction: string };

/** Reads a content. `undefined`: malformed, or of no use to this version. */
export function readContent(bytes: Uint8Array, nowMs: number): ContentMeaning | undefined {
  try {
    return meaningOf(parseMimiContent(bytes), nowMs);
  } catch (error) {
    if (isSottoError(error)) return undefined;
    throw error;
  }
}

/** @throws MIMI_STATUS_INVALID and CBOR_ codes */
function meaningOf(content: MimiContent, nowMs: number): ContentMeaning | undefined {
  const { nestedPart, replaces } = content;
  const report = statusReportOf(nestedPart);
  if (report !== undefined) return { kind: 'report', report };
  if (!expirationIsPlausible(content.expires, Math.floor(nowMs / 1_000))) return undefined;
  const isReactive = effectiveDisposition(nestedPart) === dispositions.reaction;
  if (isReactive) return reactionOf(content);
  if (replaces === null) {
    if (nestedPart.cardinality === 'null') return undefined;
    const body = readBody(content);
    return { kind: 'message', content, body: (isViewOnce(content) && onceBody(body)) || body };
  }
  if (nestedPart.cardinality === 'null') return { kind: 'delete', target: replaces };
  const text = editedText(content);
  return text === undefined ? undefined : { kind: 'edit', target: replaces, text };
}

// Taken back: a null part in place of the reaction. That it names the message too is ours; a reaction alone is not kept by its id.
function reactionOf({ nestedPart, replaces, inReplyTo }: MimiContent): ContentMeaning | undefined {
  if (inReplyTo === null) return undefined;
  if (nestedPart.cardinality === 'null')
    return replaces === null ? undefined : { kind: 'react', target: inReplyTo, reaction: '' };
  if (nestedPart.cardinality !== 'single') return undefined;
  const reaction = textOf(nestedPart);
  if (reaction === undefined || !isReaction(reaction)) return undefined;
  return { kind: 'react', target: inReplyTo, reaction };
}

/** The new text: that of a text, or of the first picture, whose others cannot be changed. */
function editedText({ nestedPart }: MimiContent): string | undefined {
  if (nestedPart.cardinality === 'single') return textOf(nestedPart);
  return readPictures(nestedPart)[0]?.caption;
}
