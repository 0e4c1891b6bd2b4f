import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation } from '@sotto/handset';
import { running } from '../session/open-handset.ts';
import { pollDraft } from '../session/kinds.ts';
import { t, tError } from '../strings/language.ts';
import { Action, useAction } from './button.tsx';
import { Field } from './field.tsx';
import { Sheet } from './sheet.tsx';

const mostOptions = 12;

/** A question with choices, to be sent as a message. */
export function PollForm({
  conversation,
  close,
}: {
  readonly conversation: Conversation;
  readonly close: () => void;
}): JSX.Element {
  const [question, setQuestion] = useState('');
  const [options, setOptions] = useState<readonly string[]>(['', '']);
  const [many, setMany] = useState(false);
  const [error, setError] = useState<string>();
  const [busy, submit] = useAction(
    async () => {
      const named = options.map((option) => option.trim()).filter((option) => option !== '');
      if (question.trim() === '' || named.length < 2 || new Set(named).size < named.length)
        return setError(t('pollNeeds'));
      await running().send(conversation.id, pollDraft(question.trim(), named, many));
      close();
    },
    (code) => setError(tError(code)),
  );
  return (
    <Sheet title={t('pollWord')} close={close}>
      <form autocomplete="off" class="sheet-form" onSubmit={submit}>
        <Field label={t('pollQuestion')} value={question} onInput={setQuestion} maxLength={190} />
        {options.map((option, index) => (
          <Field
            key={index}
            label={t('pollOption', { index: index + 1 })}
            value={option}
            maxLength={100}
            onInput={(text) => setOptions(options.with(index, text))}
          />
        ))}
        {options.length < mostOptions && (
          <Action label={t('pollAddOption')} run={() => setOptions([...options, ''])} />
        )}
        <label class="check">
          <input
            type="checkbox"
            checked={many}
            onChange={(event) => setMany(event.currentTarget.checked)}
          />
          {t('pollMany')}
        </label>
        <p class="error" role="alert">
          {error}
        </p>
        <div class="row sheet-row">
          <Action label={t('cancel')} run={close} />
          <button type="submit" class="action primary" aria-disabled={busy}>
            {t('pollSend')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
