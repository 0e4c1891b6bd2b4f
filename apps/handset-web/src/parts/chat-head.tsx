import type { JSX } from 'preact';
import type { Conversation } from '@sotto/handset';
import { go } from '../session/router.ts';
import { closeSearch, searchFor } from '../session/search.ts';
import { t, tCount } from '../strings/language.ts';
import { IconButton } from './button.tsx';
import { ConversationFace, titleOf } from './conversation-face.tsx';
import { Icon } from './icon.tsx';

/** What one goes to from the head of a conversation. */
export function ChatActions({
  conversation,
}: {
  readonly conversation: Conversation;
}): JSX.Element {
  return (
    <>
      <IconButton label={t('searchHere')} onClick={() => searchHere(conversation)}>
        <Icon name="search" />
      </IconButton>
      <IconButton label={detailsLabel(conversation)} onClick={() => goDetails(conversation)}>
        <ConversationFace conversation={conversation} size="small" />
      </IconButton>
    </>
  );
}

/** Who this is with, in words and in a second line what one should know while writing. */
export function ChatTitle({ conversation }: { readonly conversation: Conversation }): JSX.Element {
  const { group, contact } = conversation;
  const second = group
    ? tCount('membersCount', group.memberCount)
    : contact?.verified === 'none'
      ? t('verifiedNone')
      : undefined;
  return (
    <>
      <bdi>{titleOf(conversation)}</bdi>
      {second !== undefined && <small class="subtitle">{second}</small>}
    </>
  );
}

export function detailsLabel(conversation: Conversation): string {
  const { kind } = conversation;
  if (kind === 'notes') return t('notesDetails');
  return t(kind === 'group' ? 'groupDetails' : 'contactDetails', { name: titleOf(conversation) });
}

function goDetails({ id, contact }: Conversation): void {
  go(contact ? { at: 'contact', identity: contact.identity } : { at: 'group', id });
}

/** Searches this conversation: in the list beside it where there is room, else in its place. */
function searchHere({ id }: Conversation): void {
  closeSearch();
  searchFor('', id);
  if (matchMedia('(width < 52rem)').matches) go({ at: 'list' });
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#search')?.focus());
}
