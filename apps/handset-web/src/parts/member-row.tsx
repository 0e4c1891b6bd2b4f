import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation, Member } from '@sotto/handset';
import type { Spot } from '../session/acting.ts';
import { go } from '../session/router.ts';
import { t } from '../strings/language.ts';
import { Avatar } from './avatar.tsx';
import { IconButton } from './button.tsx';
import { changeGroup, mayChange } from './change-group.ts';
import type { ChoiceRow } from './choices.tsx';
import { Choices } from './choices.tsx';
import { Icon } from './icon.tsx';
import { Question } from './question.tsx';
import { Sheet } from './sheet.tsx';
import { spotOf } from './use-press.ts';
import { verifiedWord } from './verified-text.ts';

/** One member: who they are, what they may, how well they are known. */
export function MemberRow({
  conversation,
  member,
}: {
  readonly conversation: Conversation;
  readonly member: Member;
}): JSX.Element {
  const { name, identity, role, isMe, verified } = member;
  const [open, setOpen] = useState<'menu' | 'remove'>();
  const [spot, setSpot] = useState<Spot>();
  const close = (): void => setOpen(undefined);
  return (
    <div class="member">
      <Avatar name={name} of={identity} />
      <span class="row-text">
        <span class="row-name">
          <bdi>{isMe ? t('memberYou') : name}</bdi>
        </span>
        <span class="row-latest">
          {role === 'admin' && <strong>{t('roleAdmin')}</strong>}
          {role === 'admin' && !isMe && ' · '}
          {!isMe && verifiedWord(verified)}
        </span>
      </span>
      {!isMe && (
        <IconButton
          popup
          label={t('memberActions', { name })}
          onClick={(event) => {
            setSpot(spotOf(event));
            setOpen('menu');
          }}
        >
          <Icon name="more" />
        </IconButton>
      )}
      {open === 'menu' && (
        <Sheet title={name} close={close} spot={spot}>
          <Choices
            rows={rows(conversation, member, () => setOpen('remove')).map((row) => ({
              ...row,
              run: () => {
                close();
                row.run();
              },
            }))}
          />
        </Sheet>
      )}
      {open === 'remove' && (
        <Question
          title={t('removeMember')}
          text={t('removeMemberSure', { name })}
          yes={t('removeMember')}
          close={close}
          run={async () => void (await changeGroup(conversation, { remove: [identity] }))}
        />
      )}
    </div>
  );
}

function rows(
  conversation: Conversation,
  { identity, name, role }: Member,
  remove: () => void,
): readonly ChoiceRow[] {
  const see: ChoiceRow = {
    icon: 'person',
    label: t('seeContact', { name }),
    run: () => go({ at: 'contact', identity }),
  };
  if (!mayChange(conversation)) return [see];
  const other = role === 'admin' ? 'member' : 'admin';
  return [
    see,
    {
      icon: 'shield',
      label: t(other === 'admin' ? 'makeAdmin' : 'makeMember'),
      run: () => void changeGroup(conversation, { roles: [{ identity, role: other }] }),
    },
    { icon: 'trash', label: t('removeMember'), danger: true, run: remove },
  ];
}
