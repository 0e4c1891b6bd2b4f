import { dutiesOf } from '../duties.ts';
import type { Check, Failure } from '../ending.ts';
import { numberOf, textOf } from '../words.ts';

/** A message says one of the texts that its author gave it; and what was deleted and nothing kept from being so, says nothing. */
export const editsCount: Check = (ending) => {
  const failures: Failure[] = [];
  const fail = (what: string): void => void failures.push({ check: 'edits-count', what });
  const { ledger, ends } = ending;
  const { isSteady, isPutBack } = dutiesOf(ending);
  const said = new Map(ledger.said.map((each) => [each.kept, each]));
  const edits = Map.groupBy(ledger.edits, ({ of }) => of);
  const deleted = new Set(ledger.deletions.map(({ of }) => of));
  for (const end of ends) {
    for (const message of end.messages) {
      const original = said.get(message.id);
      if (original === undefined) continue;
      if (message.body.kind === 'deleted') {
        if (!deleted.has(message.id))
          fail(`${end.who} shows message ${original.number} as deleted, and nobody deleted it`);
        continue;
      }
      const texts = [original, ...(edits.get(message.id) ?? [])].map(({ number }) => number);
      if (!texts.includes(numberOf(textOf(message))))
        fail(
          `${end.who} shows message ${original.number} with a text that its author never gave it`,
        );
      // A deletion that its author still shows as done reaches everybody who was there.
      const own = ends.find(({ who, talk }) => who === original.by && talk === original.talk);
      const record = own?.messages.find(({ id }) => id === message.id);
      if (
        record?.body.kind === 'deleted' &&
        own !== undefined &&
        !isPutBack(end.talk) &&
        isSteady(own, original) &&
        isSteady(end, original)
      )
        fail(`${end.who} still shows message ${original.number}, which ${original.by} deleted`);
    }
  }
  return failures;
};
