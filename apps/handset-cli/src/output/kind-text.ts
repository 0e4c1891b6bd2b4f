import { pollKind } from '@sotto/kinds-poll';
import type { IdentityId, MessageBody } from '@sotto/handset';

/** Those that this handset is opened with. */
const kinds = [pollKind];

/** A message of a plugin's kind in words, as its answers have made it. */
export function kindText(
  { mediaType, state, fallback }: Extract<MessageBody, { readonly kind: 'custom' }>,
  me: IdentityId,
): string {
  const kind = kinds.find((each) => each.mediaType === mediaType);
  if (kind === undefined) return fallback;
  return kind.describe(state, { me, nowMs: Date.now(), language: 'en', mayAnswer: true });
}
