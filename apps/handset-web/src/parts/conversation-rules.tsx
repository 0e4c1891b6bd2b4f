import type { JSX } from 'preact';
import type { Conversation } from '@sotto/handset';
import { put } from '../session/chats.ts';
import { running } from '../session/open-handset.ts';
import { t } from '../strings/language.ts';
import { changeGroup, mayChange } from './change-group.ts';
import { Check, ChoiceField } from './choice-field.tsx';
import { duration } from './time.ts';

const offeredSeconds = [300, 3_600, 86_400, 604_800, 2_419_200];

/** What is decided about a conversation: for everybody, and for this reader alone. */
export function ConversationRules({
  conversation,
}: {
  readonly conversation: Conversation;
}): JSX.Element {
  const { id, kind, muted, group, disappearAfterSeconds: now } = conversation;
  const may = mayChange(conversation);
  const lengths =
    offeredSeconds.includes(now) || now === 0 ? offeredSeconds : [now, ...offeredSeconds];
  return (
    <section class="card">
      <h2>{t('rules')}</h2>
      {kind === 'group' && !may && <p class="hint">{t('onlyAdmins')}</p>}
      <ChoiceField
        label={t('disappearing')}
        value={String(now)}
        disabled={!may}
        options={[
          ['0', t('disappearNever')],
          ...lengths.map((seconds) => [String(seconds), afterText(seconds)] as const),
        ]}
        onChange={(seconds) =>
          changeGroup(conversation, { disappearAfterSeconds: Number(seconds) })
        }
      />
      {group && (
        <Check
          label={t('membersMayAdd')}
          checked={group.membersMayAdd}
          disabled={!may}
          onChange={(membersMayAdd) => changeGroup(conversation, { membersMayAdd })}
        />
      )}
      {kind !== 'notes' && (
        <Check
          label={t('mute')}
          checked={muted}
          onChange={async (wanted) => put(await running().arrange(id, { muted: wanted }))}
        />
      )}
    </section>
  );
}

function afterText(seconds: number): string {
  return t('disappearAfterRead', { time: duration(seconds) });
}
