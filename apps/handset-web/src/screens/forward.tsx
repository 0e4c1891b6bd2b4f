import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation, Message } from '@sotto/handset';
import { Avatar } from '../parts/avatar.tsx';
import { useAction } from '../parts/button.tsx';
import { ConversationFace, titleOf } from '../parts/conversation-face.tsx';
import { Screen } from '../parts/screen.tsx';
import { bodyText } from '../parts/summary.ts';
import { conversations, put } from '../session/chats.ts';
import { running } from '../session/open-handset.ts';
import { replace } from '../session/router.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';

/** Where a message is to be sent on to. */
export function ForwardScreen({ message }: { readonly message: Message }): JSX.Element {
  const open = conversations.value.filter(
    ({ state, contact }) => state === 'active' && contact?.blocked !== true,
  );
  const hasNotes = open.some(({ kind }) => kind === 'notes');
  return (
    <Screen title={t('forwardTitle')}>
      <p class="forwarding">
        <bdi>{bodyText(message.body)}</bdi>
      </p>
      <ul class="rows">
        {!hasNotes && (
          <li>
            <Target message={message} name={t('notes')} open={beginNotes}>
              <Avatar name="" of="notes" icon="note" />
            </Target>
          </li>
        )}
        {open.map((conversation) => (
          <li key={conversation.id}>
            <Target
              message={message}
              name={titleOf(conversation)}
              open={() => Promise.resolve(conversation)}
            >
              <ConversationFace conversation={conversation} />
            </Target>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

async function beginNotes(): Promise<Conversation> {
  const notes = await running().notes();
  put(notes);
  return notes;
}

function Target({
  message,
  name,
  open,
  children,
}: {
  readonly message: Message;
  readonly name: string;
  /** The conversation, begun if there is none yet. */
  readonly open: () => Promise<Conversation>;
  /** Its face. */
  readonly children: ComponentChildren;
}): JSX.Element {
  const [slow, setSlow] = useState<string>();
  const [busy, forward] = useAction(
    async () => {
      const conversation = await open();
      await running().forward(message.conversation, message.id, conversation.id, {
        onProgress: () => setSlow(t('preparing')),
      });
      say(t('forwardDone', { name }));
      replace({ at: 'chat', id: conversation.id });
    },
    (code) => say(tError(code), 'warning'),
  );
  return (
    <button type="button" class="row-button" aria-disabled={busy} onClick={forward}>
      {children}
      <span class="row-text">
        <bdi class="row-name">{name}</bdi>
        {busy && <span class="row-latest">{slow ?? t('stateUploading')}</span>}
      </span>
    </button>
  );
}
