import type { JSX } from 'preact';
import type { Message } from '@sotto/handset';
import { progress } from '../session/chats.ts';
import { t } from '../strings/language.ts';

/** How far the pictures of a message are on their way to the relay. */
export function Way({ message }: { readonly message: Message }): JSX.Element | null {
  if (message.state !== 'uploading') return null;
  const up = progress.value.get(message.id);
  if (!up || up.totalBytes === 0) return <WayBar text={t('preparing')} percent={0} />;
  const percent = Math.floor((up.doneBytes / up.totalBytes) * 100);
  return <WayBar text={t('uploading', { percent })} percent={percent} />;
}

export function WayBar({
  text,
  percent,
}: {
  readonly text: string;
  readonly percent: number;
}): JSX.Element {
  return (
    <div class="way">
      <progress max={100} value={percent} aria-label={text} />
      <span aria-hidden="true">{text}</span>
    </div>
  );
}
