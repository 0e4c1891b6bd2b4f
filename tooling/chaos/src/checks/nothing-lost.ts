import { dutiesOf } from '../duties.ts';
import type { MessageId } from '@sotto/handset';
import type { Check, End, Failure } from '../ending.ts';
import type { Ledger } from '../ledger.ts';

/** What `send` promised to keep is with everybody who was a member, and waits nowhere. */
export const nothingLost: Check = (ending) => {
  const failures: Failure[] = [];
  const fail = (what: string): void => void failures.push({ check: 'nothing-lost', what });
  const { mustHave } = dutiesOf(ending);
  const { ledger, ends } = ending;
  // What its author deleted is given to nobody any more: who did not have it by then shows nothing in its place. Whoever was out by then still shows it.
  const deleted = new Set(ledger.deletions.map(({ of }) => of));
  const held = new Set(
    ends
      .filter(({ state }) => state === 'active')
      .flatMap(({ messages }) =>
        messages.filter(({ body }) => body.kind !== 'deleted').map(({ id }) => id),
      ),
  );
  const gone = new Set(ledger.gone.map(({ talk, who }) => `${talk}/${who}`));
  for (const end of ends) {
    const ids = new Set(end.messages.map(({ id }) => id));
    for (const said of ledger.said) {
      if (said.kept === undefined || ids.has(said.kept) || !mustHave(end, said)) continue;
      if (deleted.has(said.kept) && !held.has(said.kept)) continue;
      fail(`${end.who} does not have message ${said.number} of ${said.by} in ${said.talk}`);
    }
    if (end.state !== 'active' || gone.has(`${end.talk}/${end.identity}`)) continue;
    for (const { id, mine, state, body } of end.messages) {
      if (!mine || body.kind === 'deleted') continue;
      const isFailed = state === 'failed' && !isForNobody(ledger, end, id);
      if (isFailed || state === 'queued' || state === 'uploading')
        fail(`a message of ${end.who} in ${end.talk} is still ${state}`);
    }
  }
  return failures;
};

/** Whether all whom a message was for have gone. */
function isForNobody({ said }: Ledger, end: End, id: MessageId): boolean {
  const roster = said.find(({ kept }) => kept === id)?.roster ?? end.roster;
  return roster.every((each) => each === end.identity || !end.roster.includes(each));
}
