import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { ConversationId, IdentityId } from '@sotto/handset';

/** Who types, by conversation. */
export const typing: Signal<ReadonlyMap<ConversationId, readonly IdentityId[]>> = signal(new Map());

/** As the handset says: over when nothing was told for so long. */
const overAfterMs = 6_000;

const timers = new Map<string, ReturnType<typeof setTimeout>>();

export function startedTyping(conversation: ConversationId, who: IdentityId): void {
  const now = typing.value.get(conversation) ?? [];
  if (!now.includes(who)) set(conversation, [...now, who]);
  const key = `${conversation} ${who}`;
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => stoppedTyping(conversation, who), overAfterMs),
  );
}

/** Nothing was told for a while, or a message of theirs came. */
export function stoppedTyping(conversation: ConversationId, who: IdentityId): void {
  const key = `${conversation} ${who}`;
  clearTimeout(timers.get(key));
  if (!timers.delete(key)) return;
  set(
    conversation,
    (typing.value.get(conversation) ?? []).filter((one) => one !== who),
  );
}

export function closeTyping(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  typing.value = new Map();
}

function set(conversation: ConversationId, who: readonly IdentityId[]): void {
  const next = new Map(typing.value);
  if (who.length === 0) next.delete(conversation);
  else next.set(conversation, who);
  typing.value = next;
}
