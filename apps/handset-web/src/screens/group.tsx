import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Conversation } from '@sotto/handset';
import { detailsLabel } from '../parts/chat-head.tsx';
import { ConversationRules } from '../parts/conversation-rules.tsx';
import { GroupFace } from '../parts/group-face.tsx';
import { GroupMembers } from '../parts/group-members.tsx';
import { LeaveConversation } from '../parts/leave-conversation.tsx';
import { Screen } from '../parts/screen.tsx';
import { WaitingLine } from '../parts/waiting-line.tsx';
import { closeMembers, openMembers } from '../session/members.ts';
import { t } from '../strings/language.ts';

/** What is to know and to decide about a group; of the notes to oneself, what there is to decide. */
export function GroupScreen({
  conversation,
}: {
  readonly conversation: Conversation;
}): JSX.Element {
  const { id, kind, state } = conversation;
  useEffect(() => {
    void openMembers(conversation);
    return closeMembers;
  }, [id]);
  return (
    <Screen
      title={detailsLabel(conversation)}
      heading={t(kind === 'notes' ? 'notesDetails' : 'groupAbout')}
    >
      <WaitingLine conversation={conversation} inFull />
      <div class="page">
        {kind === 'group' && <GroupFace conversation={conversation} />}
        {kind === 'group' && <GroupMembers conversation={conversation} />}
        <ConversationRules conversation={conversation} />
        {kind === 'group' && state === 'active' && (
          <section class="card">
            <LeaveConversation conversation={conversation} />
          </section>
        )}
      </div>
    </Screen>
  );
}
