import type { Message } from '@sotto/handset';
import type { Change } from '../../output/message-row.ts';

/** What is remembered of messages, the newest ones, so that a change can be named. */
const maxRemembered = 5_000;

/** Tells what is different of a message that was seen before. */
export interface SeenMessages {
  readonly add: (message: Message) => void;
  readonly clear: () => void;
  /**
   * What is different since the message was last seen here, and remembers it as it is. Of one that was not seen: all that
   * was ever done to it, so that nothing new is left out.
   */
  readonly changesOf: (message: Message) => readonly Change[];
}

/** One text for each thing that can be different; equal texts are no difference. */
type Facts = Readonly<Record<Exclude<Change, 'state'>, string>>;

const untouched: Facts = {
  text: '',
  reactions: '[]',
  answers: '',
  deleted: 'false',
  pinned: 'false',
};

export function createSeenMessages(): SeenMessages {
  // In the order of seeing, so that the first key is the one to forget.
  const seen = new Map<string, Facts>();

  function remember({ id }: Message, facts: Facts): void {
    seen.delete(id);
    seen.set(id, facts);
    if (seen.size <= maxRemembered) return;
    const [oldest] = seen.keys();
    if (oldest !== undefined) seen.delete(oldest);
  }

  return {
    clear: () => seen.clear(),
    add: (message) => remember(message, factsOf(message)),
    changesOf: (message) => {
      const now = factsOf(message);
      const before = seen.get(message.id) ?? untouched;
      remember(message, now);
      const kinds = ['text', 'reactions', 'answers', 'deleted', 'pinned'] as const;
      const changes = kinds.filter((kind) => now[kind] !== before[kind]);
      return changes.length === 0 ? ['state'] : changes;
    },
  };
}

/** Of a message of a plugin's kind, what its answers made of it. */
function stateOf(body: Message['body']): string {
  return body.kind === 'custom' ? Buffer.from(body.state).toString('base64') : '';
}

function factsOf({ editedAtMs, reactions, body, pinned }: Message): Facts {
  return {
    text: editedAtMs === undefined ? '' : String(editedAtMs),
    reactions: JSON.stringify(reactions.map(({ reaction, by }) => [reaction, by])),
    answers: stateOf(body),
    deleted: String(body.kind === 'deleted'),
    pinned: String(pinned),
  };
}
