import type { IdentityHash } from '@sotto/core';
import { encodeUtf8 } from '../utf8.ts';
import type { Expiration, MimiContent } from './content.ts';
import { mimiExtensions } from './extensions.ts';
import type { MessageId } from './id.ts';
import { dispositions } from './part.ts';
import type {
  ExternalPart,
  MultiPart,
  NestedPart,
  NullPart,
  PartSemantics,
  SinglePart,
} from './part.ts';
import { sottoExtensions } from './sotto-extensions.ts';
import { encodeStatusReport, statusReportType } from './status-report.ts';
import type { MessageStatus } from './status-report.ts';
import { textTypes } from './text.ts';

/** What every message has. `salt`: 16 fresh random bytes, never used for two messages. */
export interface ContentFields {
  readonly salt: Uint8Array;
  readonly topicId?: Uint8Array;
  readonly expires?: Expiration;
  readonly inReplyTo?: MessageId;
  readonly replaces?: MessageId;
  readonly senderUri?: string;
  readonly roomUri?: string;
  /** At most 64; see `mentionsOf`. */
  readonly mentions?: readonly IdentityHash[];
  /** See `isForwarded`. */
  readonly forwarded?: boolean;
  /** See `isViewOnce`. */
  readonly viewOnce?: boolean;
}

/**
 * Any body in a content. What is not valid is refused when it is encoded, but mentions at once: `MIMI_CONTENT_INVALID`.
 */
export function makeContent(fields: ContentFields, nestedPart: NestedPart): MimiContent {
  return {
    salt: fields.salt,
    replaces: fields.replaces ?? null,
    topicId: fields.topicId ?? new Uint8Array(0),
    expires: fields.expires ?? null,
    inReplyTo: fields.inReplyTo ?? null,
    mimiExtensions: new Map([...mimiExtensions(fields), ...sottoExtensions(fields)]),
    nestedPart,
  };
}

/** A text message; with `inReplyTo` a reply, with `replaces` an edit. */
export function makeText(fields: ContentFields, text: string): MimiContent {
  return makeContent(fields, textPart(text));
}

export function makeReply(
  fields: ContentFields & { readonly inReplyTo: MessageId },
  text: string,
): MimiContent {
  return makeText(fields, text);
}

/** One reaction, usually one emoji. Several are several messages, never one text (draft, Reaction). */
export function makeReaction(
  fields: ContentFields & { readonly inReplyTo: MessageId },
  reaction: string,
): MimiContent {
  return makeContent(fields, { ...textPart(reaction), disposition: dispositions.reaction });
}

/** New text for a message of one's own; `replaces` is the first version, however often it was edited. */
export function makeEdit(
  fields: ContentFields & { readonly replaces: MessageId },
  text: string,
): MimiContent {
  return makeText(fields, text);
}

/** Takes back a message of one's own. `replaces` is its first version. */
export function makeDelete(fields: ContentFields & { readonly replaces: MessageId }): MimiContent {
  return makeContent(fields, nullPart(dispositions.render));
}

/** Takes back a reaction of one's own. */
export function makeUnlike(fields: ContentFields & { readonly replaces: MessageId }): MimiContent {
  return makeContent(fields, nullPart(dispositions.reaction));
}

/** A sealed picture, with a preview (such as a thumbhash) beside it when given. */
export function makePicture(
  fields: ContentFields,
  picture: ExternalPartFields,
  preview?: SinglePart,
): MimiContent {
  const part = externalPart({ disposition: dispositions.inline, ...picture });
  return makeContent(
    fields,
    preview === undefined ? part : multiPart('processAll', [part, preview]),
  );
}

/** Tells what became of messages received. */
export function makeStatusReport(
  fields: ContentFields,
  report: readonly MessageStatus[],
): MimiContent {
  return makeContent(fields, {
    cardinality: 'single',
    disposition: dispositions.unspecified,
    language: '',
    contentType: statusReportType,
    content: encodeStatusReport(report),
  });
}

/** A kind of message that not everyone knows, with plain text for those who do not. */
export function makeWithFallback(
  fields: ContentFields,
  part: SinglePart,
  text: string,
): MimiContent {
  return makeContent(fields, multiPart('chooseOne', [part, textPart(text)]));
}

export function textPart(text: string): SinglePart {
  return {
    cardinality: 'single',
    disposition: dispositions.render,
    language: '',
    contentType: textTypes.plain,
    content: encodeUtf8(text),
  };
}

export function nullPart(disposition: number): NullPart {
  return { cardinality: 'null', disposition, language: '' };
}

export function multiPart(partSemantics: PartSemantics, parts: readonly NestedPart[]): MultiPart {
  return {
    cardinality: 'multi',
    disposition: dispositions.render,
    language: '',
    partSemantics,
    parts,
  };
}

/** An external part; what is left out is "not given". */
export type ExternalPartFields = Partial<Omit<ExternalPart, 'cardinality'>> &
  Pick<ExternalPart, 'contentType' | 'url'>;

export function externalPart(fields: ExternalPartFields): ExternalPart {
  const none = new Uint8Array(0);
  return {
    disposition: dispositions.attachment,
    language: '',
    expires: 0,
    size: 0,
    encAlg: 0,
    key: none,
    nonce: none,
    aad: none,
    hashAlg: 0,
    contentHash: none,
    description: '',
    filename: '',
    ...fields,
    cardinality: 'external',
  };
}
