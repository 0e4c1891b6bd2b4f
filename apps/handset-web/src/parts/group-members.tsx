import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation, IdentityId, Member } from '@sotto/handset';
import { membersOf } from '../session/members.ts';
import { frozen } from '../session/open-network.ts';
import { contacts } from '../session/people.ts';
import { t, tCount } from '../strings/language.ts';
import { Action } from './button.tsx';
import { changeGroup } from './change-group.ts';
import { FrozenLine } from './frozen-line.tsx';
import { MemberRow } from './member-row.tsx';
import { PersonPicker } from './person-picker.tsx';
import { Sheet } from './sheet.tsx';

/** Who is in a group, and adding to them. */
export function GroupMembers({
  conversation,
}: {
  readonly conversation: Conversation;
}): JSX.Element {
  const members = membersOf(conversation);
  const { group, state } = conversation;
  const [adding, setAdding] = useState(false);
  const freeze = frozen('members');
  const mayAdd = state === 'active' && (group?.myRole === 'admin' || group?.membersMayAdd === true);
  return (
    <section class="card">
      <h2>
        {t('members')}{' '}
        <span class="soft">
          {tCount('membersCount', members.length || (group?.memberCount ?? 0))}
        </span>
      </h2>
      {mayAdd && !freeze && <Action label={t('addMembers')} run={() => setAdding(true)} />}
      {mayAdd && freeze && <FrozenLine freeze={freeze} what="members" />}
      <ul class="plain-list">
        {members.map((member) => (
          <li key={member.identity}>
            <MemberRow conversation={conversation} member={member} />
          </li>
        ))}
      </ul>
      {adding && (
        <AddMembers conversation={conversation} members={members} close={() => setAdding(false)} />
      )}
    </section>
  );
}

interface AddMembersProps {
  readonly conversation: Conversation;
  readonly members: readonly Member[];
  readonly close: () => void;
}

function AddMembers({ conversation, members, close }: AddMembersProps): JSX.Element {
  const [picked, setPicked] = useState<ReadonlySet<IdentityId>>(new Set());
  const inside = new Set(members.map(({ identity }) => identity));
  const people = contacts.value.filter(
    ({ identity, blocked }) => !blocked && !inside.has(identity),
  );
  return (
    <Sheet title={t('addMembers')} close={close}>
      {people.length === 0 ? (
        <p>{t('nobodyToAdd')}</p>
      ) : (
        <PersonPicker people={people} picked={picked} setPicked={setPicked} />
      )}
      <div class="row sheet-row">
        <Action label={t('cancel')} run={close} />
        {people.length > 0 && (
          <Action
            kind="primary"
            label={t('addMembersDone')}
            disabled={picked.size === 0}
            run={async () => {
              if (await changeGroup(conversation, { add: [...picked] })) close();
            }}
          />
        )}
      </div>
    </Sheet>
  );
}
