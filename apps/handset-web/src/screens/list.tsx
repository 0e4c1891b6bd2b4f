import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Conversation, Message } from '@sotto/handset';
import { Action, IconButton } from '../parts/button.tsx';
import { ConnectionLine } from '../parts/connection-line.tsx';
import { Icon } from '../parts/icon.tsx';
import { Screen } from '../parts/screen.tsx';
import { shortWhen } from '../parts/time.ts';
import { LongList } from '../parts/long-list.tsx';
import { conversations } from '../session/chats.ts';
import type { Greeter } from '../session/greeter.ts';
import { askGreeter } from '../session/greeter.ts';
import { go, route } from '../session/router.ts';
import { running } from '../session/open-handset.ts';
import { lockHandset } from '../session/session.ts';
import { say } from '../session/toast.ts';
import { t, tCount, tError } from '../strings/language.ts';

/** All conversations, and the ways to everything else. */
export function List(): JSX.Element {
  const all = conversations.value;
  return (
    <Screen
      title={t('conversations')}
      canGoBack={false}
      actions={
        <>
          <IconButton label={t('lock')} onClick={() => void lockHandset()}>
            <Icon name="lock" />
          </IconButton>
          <IconButton label={t('settings')} onClick={() => go({ at: 'settings' })}>
            <Icon name="gear" />
          </IconButton>
          <IconButton kind="primary" label={t('addContact')} onClick={() => go({ at: 'add' })}>
            <Icon name="add" />
          </IconButton>
        </>
      }
    >
      <ConnectionLine />
      {all.length === 0 ? (
        <Nobody />
      ) : (
        <LongList
          items={all}
          keyOf={({ id }) => id}
          label={t('conversations')}
          render={(conversation) => <Row conversation={conversation} />}
        />
      )}
    </Screen>
  );
}

function Row({ conversation }: { readonly conversation: Conversation }): JSX.Element {
  const { id, contact, latest, unread } = conversation;
  const here = 'id' in route.value && route.value.id === id;
  return (
    <button
      type="button"
      class="row-button"
      aria-current={here ? 'true' : undefined}
      onClick={() => go({ at: 'chat', id })}
    >
      <span class="avatar" aria-hidden="true">
        {contact.name.slice(0, 1).toLocaleUpperCase()}
      </span>
      <span class="row-text">
        <bdi class="row-name">{contact.name}</bdi>
        <bdi class="row-latest">{latest ? summary(latest) : ''}</bdi>
      </span>
      <span class="row-side">
        {latest && <time>{shortWhen(latest.sentAtMs)}</time>}
        {unread > 0 && (
          <span class="badge">
            <span aria-hidden="true">{unread}</span>
            <span class="only-heard">{tCount('unread', unread)}</span>
          </span>
        )}
      </span>
    </button>
  );
}

function summary({ mine, body }: Message): string {
  const text =
    body.kind === 'text'
      ? body.text
      : body.kind === 'picture'
        ? body.caption || t('pictureWord')
        : body.fallback || t('unknownWord');
  return mine ? t('you', { text }) : text;
}

/** Nobody to talk to yet: the relay's greeter when there is one, and how to invite. */
function Nobody(): JSX.Element {
  const [greeter, setGreeter] = useState<Greeter>();
  useEffect(() => {
    const leaving = new AbortController();
    void askGreeter(leaving.signal).then((found) => leaving.signal.aborted || setGreeter(found));
    return () => leaving.abort();
  }, []);
  const meet = async ({ link, name }: Greeter): Promise<void> => {
    const { id } = await running().acceptInvite(link, { petname: name });
    go({ at: 'chat', id });
  };
  return (
    <div class="nobody">
      <h2>{t('noConversations')}</h2>
      <p>{t('noConversationsExplain')}</p>
      <Action
        kind={greeter ? 'plain' : 'primary'}
        label={t('addContact')}
        run={() => go({ at: 'add' })}
      />
      {greeter && (
        <section class="card">
          <h3>{t('greeterTitle', { name: greeter.name })}</h3>
          <p>{t('greeterExplain', { name: greeter.name })}</p>
          <Action
            kind="primary"
            label={t('greeterAction', { name: greeter.name })}
            busyLabel={t('accepting')}
            run={() => meet(greeter)}
            onFailure={(code) => say(tError(code), 'warning')}
          />
        </section>
      )}
    </div>
  );
}
