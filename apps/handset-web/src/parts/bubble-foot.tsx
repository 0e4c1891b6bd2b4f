import type { JSX } from 'preact';
import type { Message } from '@sotto/handset';
import { t } from '../strings/language.ts';
import { DeliveryMark } from './delivery-mark.tsx';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';
import { clockTime, dateAndTime, duration } from './time.ts';

/** The small line under a message: what it has been through, when it was sent, how far it has come. */
export function BubbleFoot({
  message,
  id,
}: {
  readonly message: Message;
  readonly id: string;
}): JSX.Element {
  const { sentAtMs, editedAtMs, pinned } = message;
  const vanishing = vanishingText(message);
  return (
    <footer id={id}>
      {pinned && <Mark icon="pin" text={t('pinnedMark')} />}
      {vanishing !== undefined && <Mark icon="timer" text={vanishing} />}
      {editedAtMs !== undefined && <span>{t('edited')}</span>}
      <time dateTime={new Date(sentAtMs).toISOString()}>{clockTime(sentAtMs)}</time>
      <DeliveryMark message={message} />
    </footer>
  );
}

/** When a message disappears, in words; undefined when it stays. */
export function vanishingText({ erasedAtMs, disappearAfterSeconds }: Message): string | undefined {
  if (erasedAtMs !== undefined) return t('disappearsAt', { when: dateAndTime(erasedAtMs) });
  return disappearAfterSeconds
    ? t('disappearsAfter', { time: duration(disappearAfterSeconds) })
    : undefined;
}

function Mark({ icon, text }: { readonly icon: IconName; readonly text: string }): JSX.Element {
  return (
    <span class="mark" title={text}>
      <Icon name={icon} />
      <span class="only-heard">{text}</span>
    </span>
  );
}
