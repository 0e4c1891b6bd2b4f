import type { ConversationId, IdentityId } from '@sotto/handset';

/** Somebody who was told to be typing is not told again for so long, to people; handsets tell it every few seconds. */
const quietMs = 30_000;
const maxRemembered = 1_000;

export interface TypingFilter {
  readonly isNews: (conversation: ConversationId, who: IdentityId) => boolean;
}

/** @param all programs get every event */
export function createTypingFilter(
  all: boolean,
  now: () => number = () => performance.now(),
): TypingFilter {
  const told = new Map<string, number>();
  return {
    isNews: (conversation, who) => {
      if (all) return true;
      const key = `${conversation} ${who}`;
      const last = told.get(key);
      if (last !== undefined && now() - last < quietMs) return false;
      if (told.size >= maxRemembered) told.clear();
      told.set(key, now());
      return true;
    },
  };
}
