import type { JSX } from 'preact';
import type { Contact } from '@sotto/handset';
import { Avatar } from '../parts/avatar.tsx';
import type { IconName } from '../parts/icon.tsx';
import { NotesRow } from '../parts/notes-row.tsx';
import { Screen } from '../parts/screen.tsx';
import { contacts } from '../session/people.ts';
import type { Route } from '../session/router.ts';
import { go } from '../session/router.ts';
import { t } from '../strings/language.ts';

/** Everything that can be begun, and everybody one can write to. */
export function New(): JSX.Element {
  const known = contacts.value.filter(({ conversation }) => conversation !== undefined);
  return (
    <Screen title={t('newTitle')}>
      <div class="rows">
        <Begin icon="person" to="add" label={t('addContact')} explain={t('newContactExplain')} />
        <Begin icon="group" to="new-group" label={t('newGroup')} explain={t('newGroupExplain')} />
        <NotesRow />
        {known.length > 0 && (
          <>
            <h2>{t('people')}</h2>
            <ul>
              {known.map((contact) => (
                <li key={contact.identity}>
                  <Person contact={contact} />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Screen>
  );
}

interface BeginProps {
  readonly icon: IconName;
  readonly label: string;
  readonly explain: string;
  readonly to: Extract<Route['at'], 'add' | 'new-group'>;
}

function Begin({ icon, label, explain, to }: BeginProps): JSX.Element {
  return (
    <button type="button" class="row-button" onClick={() => go({ at: to })}>
      <Avatar name="" of={to} icon={icon} />
      <span class="row-text">
        <span class="row-name">{label}</span>
        <span class="row-latest">{explain}</span>
      </span>
    </button>
  );
}

function Person({ contact }: { readonly contact: Contact }): JSX.Element {
  const { name, identity, conversation, blocked } = contact;
  return (
    <button
      type="button"
      class="row-button"
      onClick={() => conversation && go({ at: 'chat', id: conversation })}
    >
      <Avatar name={name} of={identity} />
      <span class="row-text">
        <bdi class="row-name">{name}</bdi>
        {blocked && <span class="row-latest">{t('blocked')}</span>}
      </span>
    </button>
  );
}
