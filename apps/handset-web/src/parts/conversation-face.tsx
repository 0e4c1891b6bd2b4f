import type { JSX } from 'preact';
import type { Conversation } from '@sotto/handset';
import { t } from '../strings/language.ts';
import { Avatar } from './avatar.tsx';

/** What a conversation is called. */
export function titleOf({ kind, name, contact }: Conversation): string {
  return kind === 'notes' ? t('notes') : (contact?.name ?? name);
}

/** The picture or letter of a conversation. */
export function ConversationFace({
  conversation,
  size,
}: {
  readonly conversation: Conversation;
  readonly size?: 'small' | 'large';
}): JSX.Element {
  const { id, kind, contact, group } = conversation;
  return (
    <Avatar
      name={titleOf(conversation)}
      of={contact?.identity ?? id}
      picture={group?.picture}
      icon={kind === 'notes' ? 'note' : undefined}
      {...(size === undefined ? {} : { size })}
    />
  );
}
