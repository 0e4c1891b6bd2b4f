import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Conversation, Message, MessageId } from '@sotto/handset';
import { Announcer } from '../parts/announcer.tsx';
import { Bubble } from '../parts/bubble.tsx';
import { IconButton } from '../parts/button.tsx';
import { ChatActions, ChatTitle } from '../parts/chat-head.tsx';
import { ConnectionLine } from '../parts/connection-line.tsx';
import { titleOf } from '../parts/conversation-face.tsx';
import { ConversationFoot } from '../parts/conversation-foot.tsx';
import { EventLine } from '../parts/event-line.tsx';
import { Icon } from '../parts/icon.tsx';
import { LongList } from '../parts/long-list.tsx';
import { MessageSheets } from '../parts/message-sheets.tsx';
import { moveBetweenMessages } from '../parts/move-between.ts';
import { PinnedBar } from '../parts/pinned-bar.tsx';
import { Screen } from '../parts/screen.tsx';
import { dayName, duration, sameDay } from '../parts/time.ts';
import { TypingLine } from '../parts/typing-line.tsx';
import { TransferLine } from '../parts/transfer-line.tsx';
import { WaitingLine } from '../parts/waiting-line.tsx';
import { chat, closeChat, found, loadOlder, openChat } from '../session/chat.ts';
import { closeMembers, membersOf, openMembers } from '../session/members.ts';
import { leaving } from '../session/removal.ts';
import { t } from '../strings/language.ts';

/** One conversation: its history, and where to write. */
export function ChatScreen({ conversation }: { readonly conversation: Conversation }): JSX.Element {
  const { id, kind } = conversation;
  const [atEnd, setAtEnd] = useState(true);
  const [current, setCurrent] = useState<string>();
  useEffect(() => {
    if (chat.value?.id !== id) void openChat(id);
    void openMembers(conversation);
    return () => {
      closeChat();
      closeMembers();
    };
  }, [id]);
  useFound();
  const open = chat.value?.id === id ? chat.value : undefined;
  const messages = shown(open?.messages ?? [], leaving.value);
  const members = membersOf(conversation);
  const names = members.map(({ name }) => name).sort((a, b) => b.length - a.length);
  const name = titleOf(conversation);
  const tabbed = messages.some((one) => one.id === current) ? current : messages.at(-1)?.id;
  return (
    <Screen
      title={name}
      heading={<ChatTitle conversation={conversation} />}
      actions={<ChatActions conversation={conversation} />}
    >
      <ConnectionLine />
      <WaitingLine conversation={conversation} />
      <TransferLine conversation={id} />
      <PinnedBar conversation={conversation} />
      {open && (open.looking || open.loading) && messages.length > 0 && (
        <p class="older" role="status">
          {t(open.looking ? 'looking' : 'older')}
        </p>
      )}
      {messages.length === 0 ? (
        <p class="empty">{open && !open.loading ? emptyText(kind) : ''}</p>
      ) : (
        <div class="list-frame">
          <LongList
            anchor="end"
            items={messages}
            keyOf={(message) => message.id}
            label={t('messagesWith', { name })}
            onNearStart={() => void loadOlder()}
            onAtEnd={setAtEnd}
            goTo={found.value}
            onKeyDown={(event) => setCurrent(moveBetweenMessages(event) ?? current)}
            render={(message, index) => (
              <>
                {startsDay(messages, index) && <h2 class="day">{dayName(message.sentAtMs)}</h2>}
                {message.body.kind === 'event' ? (
                  <EventLine event={message.body.event} />
                ) : (
                  <Bubble
                    message={message}
                    named={kind === 'group' && !message.mine && startsRun(messages, index)}
                    names={names}
                    current={message.id === tabbed}
                    found={message.id === found.value?.key}
                    closed={conversation.state !== 'active'}
                  />
                )}
              </>
            )}
          />
          {!atEnd && (
            <div class="jump">
              <IconButton kind="primary" label={t('newMessages')} onClick={() => void openChat(id)}>
                <Icon name="down" />
              </IconButton>
            </div>
          )}
        </div>
      )}
      <Announcer messages={messages} />
      <TypingLine conversation={conversation} />
      {conversation.disappearAfterSeconds > 0 && (
        <p class="disappearing">
          <Icon name="timer" />
          {t('disappearingHere', { time: duration(conversation.disappearAfterSeconds) })}
        </p>
      )}
      <ConversationFoot key={id} conversation={conversation} members={members} />
      <MessageSheets conversation={conversation} />
    </Screen>
  );
}

/** The message that was looked for takes the focus, so that screen readers read it. */
function useFound(): void {
  const wanted = found.value;
  useEffect(() => {
    if (!wanted) return undefined;
    const frame = requestAnimationFrame(() =>
      document
        .querySelector<HTMLElement>(`[data-key="${CSS.escape(wanted.key)}"] .bubble`)
        ?.focus({ preventScroll: true }),
    );
    return () => cancelAnimationFrame(frame);
  }, [wanted]);
}

function shown(messages: readonly Message[], gone: ReadonlySet<MessageId>): readonly Message[] {
  return gone.size === 0 ? messages : messages.filter(({ id }) => !gone.has(id));
}

function emptyText(kind: Conversation['kind']): string {
  if (kind === 'notes') return t('emptyNotes');
  return t(kind === 'group' ? 'emptyGroup' : 'empty');
}

function startsDay(messages: readonly Message[], index: number): boolean {
  const before = messages[index - 1];
  const message = messages[index];
  return (
    message !== undefined && (before === undefined || !sameDay(before.sentAtMs, message.sentAtMs))
  );
}

/** The first of several messages of one person: within a day, and with nothing in between. */
function startsRun(messages: readonly Message[], index: number): boolean {
  const before = messages[index - 1];
  return (
    startsDay(messages, index) ||
    before?.body.kind === 'event' ||
    before?.sender !== messages[index]?.sender
  );
}
