import type { JSX } from 'preact';
import type { Message } from '@sotto/handset';
import { running } from '../session/open-handset.ts';
import { isMe, nameOf } from '../session/people.ts';
import { say } from '../session/toast.ts';
import { t, tError, tList } from '../strings/language.ts';
import { useAction } from './button.tsx';

/** The reactions under a message. A tap joins one or takes one's own back. */
export function Reactions({ message }: { readonly message: Message }): JSX.Element | null {
  if (message.reactions.length === 0) return null;
  return (
    <ul class="reactions">
      {message.reactions.map((reaction) => (
        <li key={reaction.reaction}>
          <Chip message={message} {...reaction} />
        </li>
      ))}
    </ul>
  );
}

function Chip({
  message,
  reaction,
  by,
  mine,
}: { readonly message: Message } & Message['reactions'][number]): JSX.Element {
  const [, toggle] = useAction(
    async () =>
      void (await running().react(message.conversation, message.id, mine ? '' : reaction)),
    (code) => say(tError(code), 'warning'),
  );
  const names = tList(by.map((one) => (isMe(one) ? t('youObject') : nameOf(one))));
  return (
    <button
      type="button"
      class={mine ? 'chip mine' : 'chip'}
      aria-pressed={mine}
      title={names}
      onClick={toggle}
    >
      {reaction}
      {by.length > 1 && <span aria-hidden="true">{by.length}</span>}
      <span class="only-heard">{t('reactionBy', { names })}</span>
    </button>
  );
}
