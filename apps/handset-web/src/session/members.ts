import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { Conversation, ConversationId, Member } from '@sotto/handset';
import { handset } from './open-handset.ts';

interface Members {
  readonly id: ConversationId;
  readonly all: readonly Member[];
}

const members: Signal<Members | undefined> = signal(undefined);

/** Members of the group on screen; nobody while they are being read, and in a conversation that is no group. */
export function membersOf({ id, kind }: Conversation): readonly Member[] {
  return kind === 'group' && members.value?.id === id ? members.value.all : [];
}

/** Reads who is in a group. Later changes are read when the conversation is told of. */
export async function openMembers({ id, kind }: Conversation): Promise<void> {
  if (kind !== 'group') return closeMembers();
  const all = await handset.value?.members(id);
  if (all) members.value = { id, all };
}

/** A conversation changed: who is in it may have. */
export async function rereadMembers(conversation: Conversation): Promise<void> {
  if (members.value?.id === conversation.id) await openMembers(conversation);
}

export function closeMembers(): void {
  members.value = undefined;
}
