import type { JSX } from 'preact';
import type { Conversation } from '@sotto/handset';
import { nameOf } from '../session/people.ts';
import { typing } from '../session/typing.ts';
import { t, tCount } from '../strings/language.ts';

/** Who is typing just now. */
export function TypingLine({ conversation }: { readonly conversation: Conversation }): JSX.Element {
  const text = typingText(conversation);
  return (
    <p class="typing" role="status">
      {text}
    </p>
  );
}

/** Who is typing, in words; undefined when nobody is. */
export function typingText({ id }: Conversation): string | undefined {
  const who = typing.value.get(id) ?? [];
  const [first] = who;
  if (first === undefined) return undefined;
  return who.length === 1
    ? t('typingOne', { name: nameOf(first) })
    : tCount('typingSome', who.length);
}
