import type { JSX } from 'preact';
import type { Conversation, Message } from '@sotto/handset';
import { goToMessage } from '../session/chat.ts';
import { conversations } from '../session/chats.ts';
import { closeSearch, search, searchFor, searchOn } from '../session/search.ts';
import { t, tCount } from '../strings/language.ts';
import { Action, IconButton } from './button.tsx';
import { ConversationFace, titleOf } from './conversation-face.tsx';
import { excerptAround } from './excerpt.ts';
import { Icon } from './icon.tsx';
import { bodyText } from './summary.ts';
import { shortWhen } from './time.ts';

/** The field above the list. */
export function SearchField(): JSX.Element {
  const now = search.value;
  const scope = now && scopeOf(now.conversation);
  return (
    <search class="search">
      <div class="search-line">
        <Icon name="search" />
        <input
          id="search"
          type="search"
          enterkeyhint="search"
          dir="auto"
          autocomplete="off"
          value={now?.query ?? ''}
          aria-label={t('searchField')}
          placeholder={t('searchHint')}
          onInput={({ currentTarget: { value } }) => searchFor(value, now?.conversation)}
          onKeyDown={({ key }) => {
            if (key === 'Escape') closeSearch();
          }}
        />
        {now && (
          <IconButton label={t('searchClear')} onClick={closeSearch}>
            <Icon name="close" />
          </IconButton>
        )}
      </div>
      {scope && (
        <div class="row search-scope">
          <span>{t('searchIn', { name: titleOf(scope) })}</span>
          <button
            type="button"
            class="action plain small"
            onClick={() => searchFor(now?.query ?? '')}
          >
            {t('searchEverywhere')}
          </button>
        </div>
      )}
    </search>
  );
}

/** What was found, in place of the list. */
export function SearchResults(): JSX.Element | null {
  const now = search.value;
  if (!now) return null;
  const { messages, query, busy, before } = now;
  const asked = query.trim() !== '';
  return (
    <div class="results">
      <p class="older" role="status">
        {asked && (busy && messages.length === 0 ? t('searching') : said(messages.length, query))}
      </p>
      <ol aria-label={t('search')}>
        {messages.map((message) => (
          <li key={message.id}>
            <Result message={message} query={query} />
          </li>
        ))}
      </ol>
      {before !== undefined && <Action label={t('searchMore')} run={searchOn} />}
    </div>
  );
}

function said(count: number, query: string): string {
  return count === 0 ? t('searchNothing', { query }) : tCount('searchFound', count);
}

function Result({
  message,
  query,
}: {
  readonly message: Message;
  readonly query: string;
}): JSX.Element | null {
  const conversation = scopeOf(message.conversation);
  if (!conversation) return null;
  const from = message.mine ? t('youWord') : message.senderName;
  return (
    <button
      type="button"
      class="row-button"
      onClick={() => void goToMessage(message.conversation, message.id)}
    >
      <ConversationFace conversation={conversation} />
      <span class="row-text">
        <span class="row-name">
          <bdi>{titleOf(conversation)}</bdi>
        </span>
        <span class="row-excerpt" dir="auto">
          {conversation.kind === 'group' && <bdi class="soft">{from}: </bdi>}
          {excerptAround(bodyText(message.body), query).map(({ text, hit }, index) =>
            hit ? <mark key={index}>{text}</mark> : text,
          )}
        </span>
      </span>
      <span class="row-side">
        <time>{shortWhen(message.sentAtMs)}</time>
      </span>
    </button>
  );
}

function scopeOf(id: Conversation['id'] | undefined): Conversation | undefined {
  return conversations.value.find((conversation) => conversation.id === id);
}
