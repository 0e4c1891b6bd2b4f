import type { JSX } from 'preact';
import type { Conversation } from '@sotto/handset';
import { Action, IconButton } from '../parts/button.tsx';
import { ConnectionLine } from '../parts/connection-line.tsx';
import { TransferLine } from '../parts/transfer-line.tsx';
import { Greeting } from '../parts/greeting.tsx';
import { Icon } from '../parts/icon.tsx';
import { ListRow } from '../parts/list-row.tsx';
import { LongList } from '../parts/long-list.tsx';
import { NotesRow } from '../parts/notes-row.tsx';
import { Safety } from '../parts/safety.tsx';
import { Screen } from '../parts/screen.tsx';
import { SearchField, SearchResults } from '../parts/search-panel.tsx';
import { conversations } from '../session/chats.ts';
import { go } from '../session/router.ts';
import { search } from '../session/search.ts';
import { t } from '../strings/language.ts';

/** All conversations, and the ways to everything else. */
export function List({ aside }: { readonly aside: boolean }): JSX.Element {
  const all = conversations.value;
  return (
    <Screen
      title={t('conversations')}
      canGoBack={false}
      aside={aside}
      actions={
        <>
          <IconButton label={t('settings')} onClick={() => go({ at: 'settings' })}>
            <Icon name="gear" />
          </IconButton>
          <IconButton kind="primary" label={t('newTitle')} onClick={() => go({ at: 'new' })}>
            <Icon name="add" />
          </IconButton>
        </>
      }
    >
      <ConnectionLine />
      <TransferLine />
      {all.length > 0 && <SearchField />}
      {search.value ? <SearchResults /> : all.length === 0 ? <Nobody /> : <All all={all} />}
    </Screen>
  );
}

/** The notes to oneself have a row before they are begun, too. */
type Row = Conversation | 'notes';

function All({ all }: { readonly all: readonly Conversation[] }): JSX.Element {
  const begun = all.some(({ kind }) => kind === 'notes');
  const rows: readonly Row[] = begun ? all : ['notes', ...all];
  return (
    <LongList
      items={rows}
      keyOf={(row) => (row === 'notes' ? row : row.id)}
      label={t('conversations')}
      render={(row) => (row === 'notes' ? <NotesRow /> : <ListRow conversation={row} />)}
    />
  );
}

/** Nobody to talk to yet: the relay's greeter when there is one, how to invite, and what is good to have seen once. */
function Nobody(): JSX.Element {
  return (
    <div class="nobody">
      <h2>{t('noConversations')}</h2>
      <p>{t('noConversationsExplain')}</p>
      <Greeting
        otherwise={(kind) => (
          <Action kind={kind} label={t('addContact')} run={() => go({ at: 'add' })} />
        )}
      />
      <Safety />
    </div>
  );
}
