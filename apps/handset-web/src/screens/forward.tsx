import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation, Message } from '@sotto/handset';
import { useAction } from '../parts/button.tsx';
import { ConversationFace, titleOf } from '../parts/conversation-face.tsx';
import { Screen } from '../parts/screen.tsx';
import { bodyText } from '../parts/summary.ts';
import { conversations } from '../session/chats.ts';
import { running } from '../session/open-handset.ts';
import { replace } from '../session/router.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';

/** Where a message is to be sent on to. */
export function ForwardScreen({ message }: { readonly message: Message }): JSX.Element {
  const open = conversations.value.filter(
    ({ state, contact }) => state === 'active' && contact?.blocked !== true,
  );
  return (
    <Screen title={t('forwardTitle')}>
      <p class="forwarding">
        <bdi>{bodyText(message.body)}</bdi>
      </p>
      <ul class="rows">
        {open.map((conversation) => (
          <li key={conversation.id}>
            <Target message={message} conversation={conversation} />
          </li>
        ))}
      </ul>
    </Screen>
  );
}

function Target({
  message,
  conversation,
}: {
  readonly message: Message;
  readonly conversation: Conversation;
}): JSX.Element {
  const name = titleOf(conversation);
  const [slow, setSlow] = useState<string>();
  const [busy, forward] = useAction(
    async () => {
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
      <ConversationFace conversation={conversation} />
      <span class="row-text">
        <bdi class="row-name">{name}</bdi>
        {busy && <span class="row-latest">{slow ?? t('stateUploading')}</span>}
      </span>
    </button>
  );
}
