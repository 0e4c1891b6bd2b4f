import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation } from '@sotto/handset';
import { t, tCount } from '../strings/language.ts';
import { useAction } from './button.tsx';
import { changeGroup, mayChange, saveGroup } from './change-group.ts';
import { ConversationFace } from './conversation-face.tsx';
import { Field } from './field.tsx';
import { GroupPicture } from './group-picture.tsx';

/** How a group looks and what it is called; admins change it. */
export function GroupFace({ conversation }: { readonly conversation: Conversation }): JSX.Element {
  const { id, name, group } = conversation;
  const [written, setWritten] = useState(name);
  const [busy, save] = useAction(() => saveGroup(conversation, { name: written.trim() }));
  if (!mayChange(conversation))
    return (
      <div class="card face">
        <ConversationFace conversation={conversation} size="large" />
        <p class="face-name">
          <bdi>{name}</bdi>
        </p>
        <p class="soft">{tCount('membersCount', group?.memberCount ?? 0)}</p>
      </div>
    );
  return (
    <form autocomplete="off" class="card" onSubmit={save}>
      <GroupPicture
        name={name}
        of={id}
        picture={group?.picture}
        change={async (picture) =>
          void (await changeGroup(conversation, { picture: picture ?? new Uint8Array() }))
        }
      />
      <Field label={t('groupName')} value={written} onInput={setWritten} maxLength={64} />
      <button
        type="submit"
        class="action plain"
        aria-disabled={busy}
        disabled={written.trim() === '' || written.trim() === name}
      >
        {t('save')}
      </button>
    </form>
  );
}
