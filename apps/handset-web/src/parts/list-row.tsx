import type { JSX } from 'preact';
import type { Conversation } from '@sotto/handset';
import { go, route } from '../session/router.ts';
import { t, tCount } from '../strings/language.ts';
import { ConversationFace, titleOf } from './conversation-face.tsx';
import { DeliveryMark } from './delivery-mark.tsx';
import { Icon } from './icon.tsx';
import { SummaryLine } from './summary-line.tsx';
import { summaryOf } from './summary.ts';
import { shortWhen } from './time.ts';
import { typingText } from './typing-line.tsx';

/** One conversation in the list. */
export function ListRow({ conversation }: { readonly conversation: Conversation }): JSX.Element {
  const { id, latest, muted } = conversation;
  const here = 'id' in route.value && route.value.id === id;
  return (
    <button
      type="button"
      class="row-button"
      aria-current={here ? 'true' : undefined}
      onClick={() => go({ at: 'chat', id })}
    >
      <ConversationFace conversation={conversation} />
      <span class="row-text">
        <span class="row-name">
          <bdi>{titleOf(conversation)}</bdi>
          {muted && (
            <span class="mark">
              <Icon name="muted" />
              <span class="only-heard">{t('muted')}</span>
            </span>
          )}
        </span>
        <Line conversation={conversation} />
      </span>
      <span class="row-side">
        {latest && <time>{shortWhen(latest.sentAtMs)}</time>}
        <Counts conversation={conversation} />
      </span>
    </button>
  );
}

/** What is most worth knowing: who types, what was begun here, or the newest message. */
function Line({ conversation }: { readonly conversation: Conversation }): JSX.Element {
  const { draft, latest, kind } = conversation;
  const types = typingText(conversation);
  if (types !== undefined) return <span class="row-latest typing">{types}</span>;
  if (draft !== '') return <SummaryLine kind="draft" lead={t('draftWord')} text={draft} />;
  if (!latest) return <span class="row-latest">{kind === 'notes' ? t('notesExplain') : ''}</span>;
  return (
    <SummaryLine {...summaryOf(latest, kind === 'group')}>
      <DeliveryMark message={latest} />
    </SummaryLine>
  );
}

function Counts({ conversation }: { readonly conversation: Conversation }): JSX.Element | null {
  const { unread, mentions, muted } = conversation;
  if (unread === 0) return null;
  return (
    <span class="counts">
      {mentions > 0 && (
        <span class="badge">
          <span aria-hidden="true">@</span>
          <span class="only-heard">{tCount('mentionCount', mentions)}</span>
        </span>
      )}
      <span class={muted ? 'badge quiet' : 'badge'}>
        <span aria-hidden="true">{unread}</span>
        <span class="only-heard">{tCount('unread', unread)}</span>
      </span>
    </span>
  );
}
