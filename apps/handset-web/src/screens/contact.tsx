import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Contact } from '@sotto/handset';
import { Action, useAction } from '../parts/button.tsx';
import { BlockContact } from '../parts/block-contact.tsx';
import { ConversationRules } from '../parts/conversation-rules.tsx';
import { Field } from '../parts/field.tsx';
import { later } from '../parts/later.tsx';
import { LeaveConversation } from '../parts/leave-conversation.tsx';
import { SafetyCard } from '../parts/safety-card.tsx';
import { Screen } from '../parts/screen.tsx';
import { SharedGroups } from '../parts/shared-groups.tsx';
import { conversations } from '../session/chats.ts';
import { running } from '../session/open-handset.ts';
import { putContact } from '../session/people.ts';
import { go } from '../session/router.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';

const OfTrust = later(() => import('../lost/trust-card.tsx'), 'screenUnshown');

/** Who somebody is: the reader's name for them, the safety number, and what is shared with them. */
export function ContactScreen({ contact }: { readonly contact: Contact }): JSX.Element {
  const { identity, name, conversation: id } = contact;
  const [written, setWritten] = useState(name);
  const [, save] = useAction(
    async () => {
      const changed = await running().rename(identity, written.trim());
      putContact(changed);
      setWritten(changed.name);
      say(t('saved'));
    },
    (code) => say(tError(code), 'warning'),
  );
  const direct = conversations.value.find((conversation) => conversation.id === id);
  return (
    <Screen title={t('contactDetails', { name })}>
      <div class="page">
        <form autocomplete="off" class="card" onSubmit={save}>
          <Field
            label={t('name')}
            hint={t('nameHint')}
            value={written}
            onInput={setWritten}
            maxLength={64}
          />
          <button type="submit" class="action plain">
            {t('save')}
          </button>
        </form>
        {direct ? (
          <Action label={t('writeTo', { name })} run={() => go({ at: 'chat', id: direct.id })} />
        ) : (
          <section class="card">
            <p>{t('noDirect', { name })}</p>
            <Action label={t('inviteMake')} run={() => go({ at: 'add' })} />
          </section>
        )}
        <SafetyCard contact={contact} />
        <SharedGroups contact={contact} />
        {direct && <OfTrust show={({ TrustCard }) => <TrustCard contact={contact} />} />}
        {direct && <ConversationRules conversation={direct} />}
        <section class="card">
          {contact.blocked && <p>{t('blockedHere', { name })}</p>}
          <div class="row">
            <BlockContact contact={contact} />
            {direct?.state === 'active' && <LeaveConversation conversation={direct} />}
          </div>
        </section>
      </div>
    </Screen>
  );
}
