import type { PostId } from '@sotto/core';
import type { ConversationId } from '../api.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';

/** Posts that came lately: what comes again by another relay is the same, and no fault of anybody. */
export interface Arrivals {
  readonly isKnown: (conversation: ConversationId, post: PostId) => boolean;
  readonly note: (conversation: ConversationId, post: PostId) => void;
}

export function createArrivals(): Arrivals {
  const known = new Set<string>();
  const nameOf = (conversation: ConversationId, post: PostId): string =>
    `${conversation}/${toHex(post)}`;
  return {
    isKnown: (conversation, post) => known.has(nameOf(conversation, post)),
    note: (conversation, post) => {
      known.add(nameOf(conversation, post));
      const oldest = known.values().next().value;
      if (known.size > handsetLimits.maxArrivalsKnown && oldest !== undefined) known.delete(oldest);
    },
  };
}
