import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Conversation, Message } from '@sotto/handset';
import { isSottoError } from '@sotto/core';
import { goToMessage } from '../session/chat.ts';
import { handset } from '../session/open-handset.ts';
import { t } from '../strings/language.ts';
import { Icon } from './icon.tsx';
import { SummaryLine } from './summary-line.tsx';
import { summaryOf } from './summary.ts';

/** The pinned messages, the newest first; each tap goes to one and offers the one before it. */
export function PinnedBar({
  conversation,
}: {
  readonly conversation: Conversation;
}): JSX.Element | null {
  const { id, pinned } = conversation;
  const [back, setBack] = useState(0);
  const [shown, setShown] = useState<Message>();
  const at = pinned.length - 1 - (back % Math.max(pinned.length, 1));
  const wanted = pinned[at];
  useEffect(() => {
    let current = true;
    setShown(undefined);
    if (wanted === undefined) return undefined;
    void read(conversation, wanted).then((message) => current && setShown(message));
    return () => void (current = false);
  }, [id, wanted]);
  if (!shown || wanted === undefined) return null;
  const title =
    pinned.length === 1 ? t('pinnedTitle') : t('pinnedAt', { index: at + 1, count: pinned.length });
  return (
    <button
      type="button"
      class="pinned"
      onClick={() => {
        void goToMessage(id, wanted);
        setBack(back + 1);
      }}
    >
      <Icon name="pin" />
      <span class="row-text">
        <span class="pinned-title">{title}</span>
        <span class="only-heard">{t('pinnedJump')}</span>
        <SummaryLine {...summaryOf(shown, conversation.kind === 'group')} />
      </span>
    </button>
  );
}

/** A pinned message may have disappeared here, or have come before this handset did. */
async function read({ id }: Conversation, message: Message['id']): Promise<Message | undefined> {
  try {
    return await handset.value?.message(id, message);
  } catch (error) {
    if (isSottoError(error, 'MESSAGE_UNKNOWN')) return undefined;
    throw error;
  }
}
