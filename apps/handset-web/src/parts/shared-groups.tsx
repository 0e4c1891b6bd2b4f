import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Contact, Conversation } from '@sotto/handset';
import { conversations } from '../session/chats.ts';
import { handset } from '../session/open-handset.ts';
import { go } from '../session/router.ts';
import { t } from '../strings/language.ts';
import { ConversationFace, titleOf } from './conversation-face.tsx';

/** The groups that somebody is in, of those that this person is in. */
export function SharedGroups({ contact }: { readonly contact: Contact }): JSX.Element | null {
  const [shared, setShared] = useState<readonly Conversation[]>([]);
  const groups = conversations.value.filter(
    ({ kind, state }) => kind === 'group' && state === 'active',
  );
  useEffect(() => {
    let current = true;
    void withMember(groups, contact).then((found) => current && setShared(found));
    return () => void (current = false);
  }, [contact.identity, groups.length]);
  if (shared.length === 0) return null;
  return (
    <section class="card">
      <h2>{t('sharedGroups')}</h2>
      <ul class="plain-list">
        {shared.map((group) => (
          <li key={group.id}>
            <button
              type="button"
              class="row-button inside"
              onClick={() => go({ at: 'chat', id: group.id })}
            >
              <ConversationFace conversation={group} size="small" />
              <bdi class="row-text">{titleOf(group)}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function withMember(
  groups: readonly Conversation[],
  { identity }: Contact,
): Promise<readonly Conversation[]> {
  const found: Conversation[] = [];
  for (const group of groups) {
    const members = (await handset.value?.members(group.id)) ?? [];
    if (members.some((member) => member.identity === identity)) found.push(group);
  }
  return found;
}
