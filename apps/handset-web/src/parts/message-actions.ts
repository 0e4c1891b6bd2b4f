import type { Conversation, Message } from '@sotto/handset';
import type { Acting } from '../session/acting.ts';
import { acting, composing } from '../session/acting.ts';
import { running } from '../session/open-handset.ts';
import { frozenIn } from '../session/open-network.ts';
import { goAbout } from '../session/router.ts';
import { say } from '../session/toast.ts';
import { t } from '../strings/language.ts';
import { picturesOf } from './album.tsx';
import type { ChoiceRow } from './choices.tsx';

/** What can be done with a message, most wanted first. */
export function messageActions(now: Acting, conversation: Conversation): readonly ChoiceRow[] {
  const { message } = now;
  const open = conversation.state === 'active';
  const writable = open && !frozenIn(conversation);
  const alive = message.body.kind !== 'deleted';
  const text = copyable(message);
  const rows: (ChoiceRow | false)[] = [
    writable &&
      alive && {
        icon: 'reply',
        label: t('reply'),
        run: () => (composing.value = { what: 'reply', message }),
      },
    text !== '' && { icon: 'copy', label: t('copyText'), run: () => void copy(text) },
    canForward(message) && {
      icon: 'forward',
      label: t('forward'),
      run: () => goAbout('forward', message),
    },
    writable &&
      canEdit(message, conversation) && {
        icon: 'edit',
        label: t('edit'),
        run: () => (composing.value = { what: 'edit', message }),
      },
    open &&
      alive &&
      conversation.kind !== 'notes' && {
        icon: 'pin',
        label: t(message.pinned ? 'unpin' : 'pin'),
        run: () => void pin(message),
      },
    { icon: 'info', label: t('info'), run: () => goAbout('info', message) },
    {
      icon: 'trash',
      label: t('remove'),
      danger: true,
      run: () => (acting.value = { ...now, what: 'remove' }),
    },
  ];
  return rows.filter((row) => row !== false);
}

/** A text of one's own that the conversation still lets be changed. */
export function canEdit(message: Message, { group, state }: Conversation): boolean {
  const withinSeconds = group?.editWithinSeconds ?? 0;
  const inTime = withinSeconds === 0 || Date.now() - message.sentAtMs < withinSeconds * 1000;
  return state === 'active' && message.mine && message.body.kind === 'text' && inTime;
}

function canForward({ body }: Message): boolean {
  return body.kind === 'text' || body.kind === 'picture' || body.kind === 'pictures';
}

function copyable(message: Message): string {
  if (message.body.kind === 'text') return message.body.text;
  return picturesOf(message)
    .map(({ caption }) => caption)
    .filter((caption) => caption !== '')
    .join('\n');
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  say(t('copied'));
}

async function pin({ conversation, id, pinned }: Message): Promise<void> {
  await running().changeGroup(conversation, { pin: { message: id, pinned: !pinned } });
}
