import type { Message } from '@sotto/handset';
import type { Check, Failure } from '../ending.ts';
import { numberOf, textOf } from '../words.ts';

/** Nobody shows a message twice, or one that nobody sent. */
export const shownOnce: Check = ({ ends, ledger }) => {
  const failures: Failure[] = [];
  const fail = (sentence: string): void =>
    void failures.push({ check: 'shown-once', what: sentence });
  const said = new Set(
    [...ledger.said, ...ledger.edits].map(({ talk, number }) => `${talk}/${number}`),
  );
  for (const { talk, who, messages } of ends) {
    const ids = new Set<string>();
    const numbers = new Set<number>();
    for (const message of messages) {
      if (ids.has(message.id)) fail(`${who} shows one ${what(message)} of ${talk} twice`);
      ids.add(message.id);
      if (message.body.kind === 'event' || message.body.kind === 'deleted') continue;
      const number = numberOf(textOf(message));
      if (number === undefined || !said.has(`${talk}/${number}`)) {
        fail(`${who} shows in ${talk} what nobody said there (${message.body.kind})`);
        continue;
      }
      if (numbers.has(number)) fail(`${who} shows message ${number} of ${talk} twice`);
      numbers.add(number);
    }
  }
  return failures;
};

function what({ body }: Message): string {
  return body.kind === 'event' ? `event (${body.event.type})` : body.kind;
}
