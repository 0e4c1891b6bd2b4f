import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Conversation, Message } from '@sotto/handset';
import { Bubble } from '../parts/bubble.tsx';
import { IconButton } from '../parts/button.tsx';
import { Composer } from '../parts/composer.tsx';
import { ConnectionLine } from '../parts/connection-line.tsx';
import { Icon } from '../parts/icon.tsx';
import { Screen } from '../parts/screen.tsx';
import { dayName, sameDay } from '../parts/time.ts';
import { LongList } from '../parts/long-list.tsx';
import { chat, closeChat, loadOlder, openChat } from '../session/chat.ts';
import { go } from '../session/router.ts';
import { t } from '../strings/language.ts';

/** One conversation: its history, and where to write. */
export function ChatScreen({ conversation }: { readonly conversation: Conversation }): JSX.Element {
  const { id, contact } = conversation;
  const [atEnd, setAtEnd] = useState(true);
  useEffect(() => {
    void openChat(id);
    return closeChat;
  }, [id]);
  const open = chat.value?.id === id ? chat.value : undefined;
  const messages = open?.messages ?? [];
  return (
    <Screen
      title={contact.name}
      heading={<bdi>{contact.name}</bdi>}
      actions={
        <IconButton
          label={t('contactDetails', { name: contact.name })}
          onClick={() => go({ at: 'contact', id })}
        >
          <Icon name="shield" />
        </IconButton>
      }
    >
      <ConnectionLine />
      {open?.loading && messages.length > 0 && (
        <p class="older" role="status">
          {t('older')}
        </p>
      )}
      {messages.length === 0 ? (
        <p class="empty">{open && !open.loading ? t('empty') : ''}</p>
      ) : (
        <LongList
          anchor="end"
          items={messages}
          keyOf={(message) => message.id}
          label={t('messagesWith', { name: contact.name })}
          onNearStart={() => void loadOlder()}
          onAtEnd={setAtEnd}
          render={(message, index) => (
            <>
              {startsDay(messages, index) && <h2 class="day">{dayName(message.sentAtMs)}</h2>}
              <Bubble message={message} name={contact.name} />
            </>
          )}
        />
      )}
      {!atEnd && messages.length > 0 && (
        <div class="jump">
          <IconButton kind="primary" label={t('newMessages')} onClick={() => void openChat(id)}>
            <Icon name="down" />
          </IconButton>
        </div>
      )}
      <Announcer messages={messages} name={contact.name} />
      <Composer id={id} name={contact.name} />
    </Screen>
  );
}

function startsDay(messages: readonly Message[], index: number): boolean {
  const before = messages[index - 1];
  const message = messages[index];
  return (
    message !== undefined && (before === undefined || !sameDay(before.sentAtMs, message.sentAtMs))
  );
}

/** Reads a new message out to those who do not see it arrive. */
function Announcer({
  messages,
  name,
}: {
  readonly messages: readonly Message[];
  readonly name: string;
}): JSX.Element {
  const last = messages.at(-1);
  const [first] = useState(() => Date.now());
  const fresh = last && !last.mine && last.sentAtMs > first ? last : undefined;
  const words = fresh?.body.kind === 'text' ? fresh.body.text : t('pictureWord');
  return (
    <p class="only-heard" aria-live="polite">
      {fresh ? `${t('said', { name })}: ${words}` : ''}
    </p>
  );
}
