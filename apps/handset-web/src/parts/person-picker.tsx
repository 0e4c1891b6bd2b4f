import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Contact, IdentityId } from '@sotto/handset';
import { t, tCount } from '../strings/language.ts';
import { Avatar } from './avatar.tsx';
import { Field } from './field.tsx';

interface PersonPickerProps {
  readonly people: readonly Contact[];
  readonly picked: ReadonlySet<IdentityId>;
  readonly setPicked: (picked: ReadonlySet<IdentityId>) => void;
}

/** Past so many people there is a field to find one. */
const manyPeople = 8;

/** People to tick. */
export function PersonPicker({ people, picked, setPicked }: PersonPickerProps): JSX.Element {
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLocaleLowerCase();
  const shown = people.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  return (
    <div class="picker">
      {people.length > manyPeople && (
        <Field label={t('filterPeople')} value={filter} onInput={setFilter} maxLength={64} />
      )}
      <ul class="plain-list">
        {shown.map(({ identity, name }) => (
          <li key={identity}>
            <label class="check person">
              <input
                type="checkbox"
                checked={picked.has(identity)}
                onChange={({ currentTarget: { checked } }) => {
                  const next = new Set(picked);
                  if (checked) next.add(identity);
                  else next.delete(identity);
                  setPicked(next);
                }}
              />
              <Avatar name={name} of={identity} size="small" />
              <bdi>{name}</bdi>
            </label>
          </li>
        ))}
      </ul>
      <p class="hint" role="status">
        {tCount('picked', picked.size)}
      </p>
    </div>
  );
}
