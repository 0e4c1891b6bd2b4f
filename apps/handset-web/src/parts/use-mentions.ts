import type { RefObject } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { IdentityId, Member } from '@sotto/handset';

interface MentionsOptions {
  readonly members: readonly Member[];
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly write: (text: string) => void;
}

export interface Mentions {
  readonly id: string;
  /** Who can be meant by what stands behind the @; nobody when there is none. */
  readonly offered: readonly Member[];
  readonly active: number;
  readonly choose: (member: Member) => void;
  readonly look: () => void;
  readonly end: () => void;
  /** True when it took the key. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
  readonly aria: Record<`aria-${string}`, string | undefined>;
}

const mostOffered = 6;
const unfinished = /(?:^|\s)@([^\s@]{0,32})$/u;

/** People to mention, offered while somebody writes a word that begins with @. */
export function useMentions({ members, input, text, write }: MentionsOptions): Mentions {
  const id = useId();
  const [query, setQuery] = useState<string>();
  const [active, setActive] = useState(0);
  const caretAt = useRef<number | undefined>(undefined);
  // As soon as the name stands in the field, and before the next key.
  useLayoutEffect(() => {
    if (caretAt.current === undefined) return;
    input.current?.focus();
    input.current?.setSelectionRange(caretAt.current, caretAt.current);
    caretAt.current = undefined;
  }, [text]);
  const offered = query === undefined ? [] : fitting(members, query);
  const end = (): void => setQuery(undefined);
  const choose = (member: Member): void => {
    const caret = input.current?.selectionStart ?? text.length;
    const from = caret - (query?.length ?? 0) - 1;
    const begun = `${text.slice(0, from)}@${member.name} `;
    write(begun + text.slice(caret));
    end();
    caretAt.current = begun.length;
  };
  return {
    id,
    offered,
    active,
    choose,
    end,
    look: () => {
      const before = input.current?.value.slice(0, input.current.selectionStart) ?? '';
      const next = unfinished.exec(before)?.[1];
      if (next === query) return;
      setActive(0);
      setQuery(next);
    },
    onKeyDown: (event) => {
      const member = offered[active];
      if (!member) return false;
      const { key } = event;
      if (key === 'ArrowDown') setActive((active + 1) % offered.length);
      else if (key === 'ArrowUp') setActive((active + offered.length - 1) % offered.length);
      else if (key === 'Enter' || key === 'Tab') choose(member);
      else if (key === 'Escape') end();
      else return false;
      event.preventDefault();
      return true;
    },
    aria:
      offered.length === 0
        ? {}
        : {
            'aria-autocomplete': 'list',
            'aria-controls': id,
            'aria-activedescendant': `${id}-${active}`,
          },
  };
}

/** The members whose names stand behind an @ in a text. */
export function mentioned(text: string, members: readonly Member[]): readonly IdentityId[] {
  return members
    .filter(({ isMe, name }) => !isMe && text.includes(`@${name}`))
    .map(({ identity }) => identity);
}

function fitting(members: readonly Member[], query: string): readonly Member[] {
  const wanted = query.toLocaleLowerCase();
  return members
    .filter(
      ({ isMe, name }) =>
        !isMe &&
        name
          .toLocaleLowerCase()
          .split(/\s+/)
          .some((word) => word.startsWith(wanted)),
    )
    .slice(0, mostOffered);
}
