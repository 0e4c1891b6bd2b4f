import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation } from '@sotto/handset';
import { put } from '../session/chats.ts';
import { running } from '../session/open-handset.ts';
import { back } from '../session/router.ts';
import { t } from '../strings/language.ts';
import { Action } from './button.tsx';
import { titleOf } from './conversation-face.tsx';
import { Question } from './question.tsx';

/** Leaves a group, or ends a conversation of two, after one question. */
export function LeaveConversation({
  conversation,
}: {
  readonly conversation: Conversation;
}): JSX.Element {
  const { id, kind } = conversation;
  const [asking, setAsking] = useState(false);
  const group = kind === 'group';
  const name = titleOf(conversation);
  const label = t(group ? 'leaveGroup' : 'hideDirect');
  return (
    <>
      <Action kind="careful" label={label} run={() => setAsking(true)} />
      {asking && (
        <Question
          title={label}
          text={t(group ? 'leaveGroupSure' : 'hideDirectSure', { name })}
          yes={label}
          close={() => setAsking(false)}
          run={async () => {
            put(await running().leave(id));
            back();
          }}
        />
      )}
    </>
  );
}
