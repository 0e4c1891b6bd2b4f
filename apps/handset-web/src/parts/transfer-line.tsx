import type { JSX } from 'preact';
import type { ConversationId } from '@sotto/handset';
import { transfers } from '../session/transfers.ts';
import { t } from '../strings/language.ts';

/** How much of what was said before this device has by now, of one conversation or of all that are coming; nothing when none is. */
export function TransferLine({
  conversation,
}: {
  readonly conversation?: ConversationId;
}): JSX.Element | null {
  const coming = [...transfers.value].filter(
    ([id]) => conversation === undefined || id === conversation,
  );
  if (coming.length === 0) return null;
  const sum = (of: 'doneMessages' | 'totalMessages'): number =>
    coming.reduce((total, [, transfer]) => total + transfer[of], 0);
  const [done, total] = [sum('doneMessages'), sum('totalMessages')];
  return (
    <div class="waiting">
      <label>
        {t('historyComing', { done, total })}
        <progress value={done} max={total} />
      </label>
    </div>
  );
}
