import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { IdentityId } from '@sotto/handset';
import { Field } from '../parts/field.tsx';
import { FrozenLine } from '../parts/frozen-line.tsx';
import { GroupPicture } from '../parts/group-picture.tsx';
import { PersonPicker } from '../parts/person-picker.tsx';
import { Screen } from '../parts/screen.tsx';
import { useAction } from '../parts/button.tsx';
import { put } from '../session/chats.ts';
import { running } from '../session/open-handset.ts';
import { frozen } from '../session/open-network.ts';
import { contacts } from '../session/people.ts';
import { replace } from '../session/router.ts';
import { t, tError } from '../strings/language.ts';

/** A group: what it is called, how it looks, who is in it. */
export function NewGroup(): JSX.Element {
  const [name, setName] = useState('');
  const [picture, setPicture] = useState<Uint8Array>();
  const [picked, setPicked] = useState<ReadonlySet<IdentityId>>(new Set());
  const [error, setError] = useState<string>();
  const [busy, submit] = useAction(
    async () => {
      const group = await running().createGroup({
        name: name.trim(),
        members: [...picked],
        ...(picture === undefined ? {} : { picture }),
      });
      put(group);
      replace({ at: 'chat', id: group.id });
    },
    (code, refusal) => setError(tError(code, refusal)),
  );
  const freeze = frozen('members');
  const people = contacts.value.filter(({ blocked }) => !blocked);
  return (
    <Screen title={t('newGroup')}>
      <form autocomplete="off" class="page" onSubmit={submit}>
        <div class="card">
          <GroupPicture name={name} of="" picture={picture} change={setPicture} />
          <Field
            label={t('groupName')}
            value={name}
            error={error}
            maxLength={64}
            autoFocus
            onInput={(written) => {
              setName(written);
              setError(undefined);
            }}
          />
        </div>
        <section class="card" role="group" aria-labelledby="who">
          <h2 id="who">{t('groupMembersPick')}</h2>
          {freeze ? (
            <FrozenLine freeze={freeze} what="members" />
          ) : people.length === 0 ? (
            <p>{t('groupNobody')}</p>
          ) : (
            <PersonPicker people={people} picked={picked} setPicked={setPicked} />
          )}
        </section>
        <button
          type="submit"
          class="action primary stay"
          aria-disabled={busy}
          disabled={name.trim() === ''}
        >
          {t(busy ? 'groupCreating' : 'groupCreate')}
        </button>
      </form>
    </Screen>
  );
}
