import type { JSX } from 'preact';
import type { Conversation } from '@sotto/handset';
import { nameOf } from '../session/people.ts';
import { isolate, t, tCount, tList } from '../strings/language.ts';

/** What was asked for in a group and is not done yet; nothing when all is. In few words, it does not say for whom. */
export function WaitingLine({
  conversation,
  inFull = false,
}: {
  readonly conversation: Conversation;
  readonly inFull?: boolean;
}): JSX.Element | null {
  const { changesWaiting, group } = conversation;
  const waitingFor = inFull ? (group?.waitingFor ?? []) : [];
  if (changesWaiting === 0 && waitingFor.length === 0) return null;
  return (
    <div class="waiting" role="status">
      {changesWaiting > 0 && <p>{tCount('changesWaiting', changesWaiting)}</p>}
      {waitingFor.length > 0 && (
        <p>{t('waitingFor', { names: tList(waitingFor.map((one) => isolate(nameOf(one)))) })}</p>
      )}
    </div>
  );
}
