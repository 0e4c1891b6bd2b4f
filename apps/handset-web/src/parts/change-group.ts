import type { Conversation, GroupChange } from '@sotto/handset';
import { put } from '../session/chats.ts';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { isSottoError } from '@sotto/core';
import { t, tError } from '../strings/language.ts';

/** True when this person may change more of a conversation than their own part. */
export function mayChange({ state, kind, group }: Conversation): boolean {
  return state === 'active' && (kind !== 'group' || group?.myRole === 'admin');
}

/** Asks for a change, and says in plain words what was wrong with it. Resolves to whether it was taken. */
export async function changeGroup({ id }: Conversation, change: GroupChange): Promise<boolean> {
  try {
    put(await running().changeGroup(id, change));
    return true;
  } catch (error) {
    if (!isSottoError(error)) throw error;
    const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : undefined;
    say(tError(error.code, reason), 'warning');
    return false;
  }
}

/** The same for a form that somebody sent: says that it was kept. */
export async function saveGroup(conversation: Conversation, change: GroupChange): Promise<void> {
  if (await changeGroup(conversation, change)) say(t('saved'));
}
