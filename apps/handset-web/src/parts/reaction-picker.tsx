import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../strings/language.ts';
import { Field } from './field.tsx';

/** Offered at once in a message's menu. */
export const quickReactions: readonly string[] = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

const more = [
  ...[
    '😀',
    '😅',
    '🤣',
    '😊',
    '😍',
    '😘',
    '🤔',
    '😐',
    '🙄',
    '😴',
    '😎',
    '🥳',
    '😭',
    '😡',
    '😱',
    '🤯',
  ],
  ...[
    '👎',
    '👏',
    '🙌',
    '🤝',
    '💪',
    '🤞',
    '👀',
    '👋',
    '✌️',
    '🫶',
    '🤷',
    '🤦',
    '💯',
    '🔥',
    '✨',
    '🎉',
  ],
  ...[
    '💔',
    '💙',
    '💚',
    '💛',
    '✅',
    '❌',
    '❓',
    '❗',
    '☕',
    '🍕',
    '🎂',
    '🌹',
    '🌞',
    '🌧️',
    '🚀',
    '🐢',
  ],
];

/** A choice of emoji, and a field for any other that the keyboard has. */
export function ReactionPicker({
  choose,
}: {
  readonly choose: (reaction: string) => void;
}): JSX.Element {
  const [other, setOther] = useState('');
  return (
    <>
      <ul class="emoji-grid">
        {[...quickReactions, ...more].map((reaction) => (
          <li key={reaction}>
            <button
              type="button"
              class="emoji"
              aria-label={t('reactWith', { reaction })}
              onClick={() => choose(reaction)}
            >
              {reaction}
            </button>
          </li>
        ))}
      </ul>
      <form
        autocomplete="off"
        class="with-button end"
        onSubmit={(event) => {
          event.preventDefault();
          if (other.trim() !== '') choose(other.trim());
        }}
      >
        <Field label={t('otherReaction')} value={other} onInput={setOther} maxLength={32} />
        <button type="submit" class="action plain" disabled={other.trim() === ''}>
          {t('setReaction')}
        </button>
      </form>
    </>
  );
}
