import type { JSX } from 'preact';
import { isSottoError } from '@sotto/core';
import type { Conversation, Message } from '@sotto/handset';
import { acting } from '../session/acting.ts';
import type { Acting } from '../session/acting.ts';
import { running } from '../session/open-handset.ts';
import { frozenIn } from '../session/open-network.ts';
import { removeSoon } from '../session/removal.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';
import type { ChoiceRow } from './choices.tsx';
import { Choices } from './choices.tsx';
import { Icon } from './icon.tsx';
import { messageActions } from './message-actions.ts';
import { quickReactions, ReactionPicker } from './reaction-picker.tsx';
import { Sheet } from './sheet.tsx';

/** What is in front of a conversation while somebody does something with one of its messages. */
export function MessageSheets({
  conversation,
}: {
  readonly conversation: Conversation;
}): JSX.Element | null {
  const now = acting.value;
  if (!now) return null;
  switch (now.what) {
    case 'menu':
      return <Menu now={now} conversation={conversation} />;
    case 'reaction':
      return (
        <Sheet title={t('reactionsTitle')} close={close} spot={now.spot}>
          <ReactionPicker choose={(reaction) => void react(now.message, reaction)} />
        </Sheet>
      );
    case 'remove':
      return <Remove now={now} />;
  }
}

function Menu({
  now,
  conversation,
}: {
  readonly now: Acting;
  readonly conversation: Conversation;
}): JSX.Element {
  const { message, spot } = now;
  const title = message.mine ? t('menuForMine') : t('menuFor', { name: message.senderName });
  const open = conversation.state === 'active' && !frozenIn(conversation);
  return (
    <Sheet title={title} titleSeen={false} close={close} spot={spot}>
      {open && message.body.kind !== 'deleted' && <Quick now={now} />}
      <Choices rows={messageActions(now, conversation).map(thenClose)} />
    </Sheet>
  );
}

/** The reactions that most people want, in one row. */
function Quick({ now }: { readonly now: Acting }): JSX.Element {
  const { message } = now;
  const mine = message.reactions.find((one) => one.mine)?.reaction;
  return (
    <div class="quick" role="group" aria-label={t('reactionsTitle')}>
      {quickReactions.map((reaction) => (
        <button
          key={reaction}
          type="button"
          class="emoji"
          aria-pressed={reaction === mine}
          aria-label={t(reaction === mine ? 'reactTakeBack' : 'reactWith', { reaction })}
          onClick={() => void react(message, reaction === mine ? '' : reaction)}
        >
          {reaction}
        </button>
      ))}
      <button
        type="button"
        class="emoji"
        aria-label={t('moreReactions')}
        title={t('moreReactions')}
        onClick={() => (acting.value = { ...now, what: 'reaction' })}
      >
        <Icon name="add" />
      </button>
    </div>
  );
}

function Remove({ now }: { readonly now: Acting }): JSX.Element {
  const { message, spot } = now;
  const remove = (whose: 'me' | 'everyone') => (): void => removeSoon(message, whose);
  const forEveryone = message.mine && message.body.kind !== 'deleted';
  const rows: ChoiceRow[] = [
    { icon: 'trash', label: t('removeForMe'), run: remove('me'), danger: true },
    { icon: 'close', label: t('cancel'), run: () => undefined },
  ];
  if (forEveryone)
    rows.unshift({
      icon: 'trash',
      label: t('removeForEveryone'),
      run: remove('everyone'),
      danger: true,
    });
  return (
    <Sheet title={t('removeTitle')} close={close} spot={spot} role="alertdialog">
      {forEveryone && <p class="hint">{t('removeExplain')}</p>}
      <Choices rows={rows.map(thenClose)} />
    </Sheet>
  );
}

async function react(message: Message, reaction: string): Promise<void> {
  close();
  try {
    await running().react(message.conversation, message.id, reaction);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    say(tError(error.code), 'warning');
  }
}

/** Closes the sheet, unless the action put another in its place. */
function thenClose(row: ChoiceRow): ChoiceRow {
  return {
    ...row,
    run: () => {
      const before = acting.value;
      row.run();
      if (acting.value === before) close();
    },
  };
}

function close(): void {
  acting.value = undefined;
}
