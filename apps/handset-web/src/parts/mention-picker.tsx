import type { JSX } from 'preact';
import { t } from '../strings/language.ts';
import { Avatar } from './avatar.tsx';
import type { Mentions } from './use-mentions.ts';

/** The people that the word behind an @ can mean. The keys stay in the text field; this is for eyes and fingers. */
export function MentionPicker({ mention }: { readonly mention: Mentions }): JSX.Element | null {
  const { id, offered, active, choose } = mention;
  if (offered.length === 0) return null;
  return (
    <ul class="mention-list" role="listbox" id={id} aria-label={t('mentionList')}>
      {offered.map((member, index) => (
        <li
          key={member.identity}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          // A press must not take the focus out of the text field.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => choose(member)}
        >
          <Avatar name={member.name} of={member.identity} size="small" />
          <bdi>{member.name}</bdi>
        </li>
      ))}
    </ul>
  );
}
