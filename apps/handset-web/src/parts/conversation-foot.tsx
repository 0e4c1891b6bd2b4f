import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation, Member } from '@sotto/handset';
import { drop } from '../session/chats.ts';
import { running } from '../session/open-handset.ts';
import { frozenIn } from '../session/open-network.ts';
import { putContact } from '../session/people.ts';
import { replace } from '../session/router.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';
import { Action } from './button.tsx';
import { Composer } from './composer.tsx';
import { titleOf } from './conversation-face.tsx';
import { FrozenLine } from './frozen-line.tsx';
import { Question } from './question.tsx';

interface ConversationFootProps {
  readonly conversation: Conversation;
  readonly members: readonly Member[];
}

/** Where to write; or why nothing can be written, and what can be done about it. */
export function ConversationFoot(props: ConversationFootProps): JSX.Element {
  const { conversation } = props;
  const { state, contact } = conversation;
  if (state === 'left' || state === 'removed')
    return (
      <div class="closed">
        <p>{t(state === 'left' ? 'notSendableLeft' : 'notSendableRemoved')}</p>
        <Forget conversation={conversation} />
      </div>
    );
  if (contact?.blocked)
    return (
      <div class="closed">
        <p>{t('blockedHere', { name: contact.name })}</p>
        <Action
          label={t('unblock')}
          run={async () => putContact(await running().setBlocked(contact.identity, false))}
          onFailure={(code) => say(tError(code), 'warning')}
        />
      </div>
    );
  const freeze = frozenIn(conversation);
  return (
    <>
      {state === 'joining' && (
        <p class="older" role="status">
          {t('joiningHere')}
        </p>
      )}
      {freeze && <FrozenLine freeze={freeze} what="sending" />}
      {/* It stays, out of sight: what was begun in it is there again afterwards, pictures too. */}
      <div hidden={freeze !== undefined}>
        <Composer {...props} />
      </div>
    </>
  );
}

/** Removes a conversation that is over, after one question. */
function Forget({ conversation }: { readonly conversation: Conversation }): JSX.Element {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Action kind="careful" label={t('forget')} run={() => setAsking(true)} />
      {asking && (
        <Question
          title={titleOf(conversation)}
          text={t('forgetSure')}
          yes={t('forget')}
          close={() => setAsking(false)}
          run={async () => {
            await running().forget(conversation.id);
            replace({ at: 'list' });
            drop(conversation.id);
          }}
        />
      )}
    </>
  );
}
