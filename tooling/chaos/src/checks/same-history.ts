import type { IdentityId, Message } from '@sotto/handset';
import { dutiesOf } from '../duties.ts';
import type { Check, End, Failure } from '../ending.ts';
import { textOf } from '../words.ts';

/** Two people who both have two messages have them in one order; and who was there all the time sees the same made of them. */
export const sameHistory: Check = (ending) => {
  const failures: Failure[] = [];
  const fail = (what: string): void => void failures.push({ check: 'same-history', what });
  const { isSteady, isPutBack, isUnheard } = dutiesOf(ending);
  const saidBy = new Map(ending.ledger.said.map((said) => [said.kept, said]));
  for (const [talk, all] of Map.groupBy(ending.ends, (end) => end.talk)) {
    for (const [at, one] of all.entries()) {
      for (const other of all.slice(at + 1)) {
        const [shared, sharedByOther] = [commonOf(one, other), commonOf(other, one)];
        const broken = shared.findIndex(({ id }, index) => id !== sharedByOther[index]?.id);
        if (broken >= 0)
          fail(
            `${one.who} and ${other.who} show ${talk} in another order from message ${broken} on`,
          );
        if (isPutBack(talk)) continue;
        const theirs = new Map(other.messages.map((message) => [message.id, message]));
        for (const message of shared) {
          const said = saidBy.get(message.id);
          if (said === undefined || !isSteady(one, said) || !isSteady(other, said)) continue;
          if (isUnheard(talk, said.identity)) continue;
          const another = theirs.get(message.id);
          if (another === undefined) continue;
          const isHeard = (by: IdentityId): boolean => !isUnheard(talk, by);
          const [mine, yours] = [faceOf(message, isHeard), faceOf(another, isHeard)];
          if (mine !== yours)
            fail(
              `${one.who} and ${other.who} see another message ${said.number} in ${talk}: ${mine}, ${yours}`,
            );
        }
      }
    }
  }
  return failures;
};

function commonOf(one: End, other: End): readonly Message[] {
  const theirs = new Set(other.messages.map(({ id }) => id));
  return one.messages.filter(({ id, body }) => body.kind !== 'event' && theirs.has(id));
}

/** What of a message is the same for everybody. */
function faceOf(message: Message, isHeard: (by: IdentityId) => boolean): string {
  const { body, reactions, editedAtMs, replyTo, pinned } = message;
  const reacted = reactions
    .map(({ reaction, by }) => ({ reaction, count: by.filter(isHeard).length }))
    .filter(({ count }) => count > 0)
    .map(({ reaction, count }) => `${reaction} of ${count}`)
    .join();
  return [
    body.kind,
    textOf(message),
    reacted,
    editedAtMs === undefined ? '' : 'edited',
    replyTo === undefined ? '' : 'an answer',
    pinned ? 'pinned' : '',
  ].join('|');
}
