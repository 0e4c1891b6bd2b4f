import { pollKind } from '@sotto/kinds-poll';
import type { IdentityId, MessageBody } from '@sotto/handset';

type CustomBody = Extract<MessageBody, { readonly kind: 'custom' }>;

const kinds = [pollKind];

/** A message of a plugin's kind in words: as it now stands when the plugin is here, else its plain text. */
export function kindText(
  body: CustomBody & { readonly state?: Uint8Array },
  me: IdentityId,
): string {
  const kind = kinds.find(({ mediaType }) => mediaType === body.mediaType);
  if (kind === undefined || body.state === undefined) return body.fallback;
  const reader = { me, nowMs: Date.now(), language: 'en', mayAnswer: true };
  return kind.describe(body.state, reader);
}
