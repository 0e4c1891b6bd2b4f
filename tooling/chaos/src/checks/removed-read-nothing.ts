import { dutiesOf } from '../duties.ts';
import type { Check, Failure } from '../ending.ts';
import { numberOf, textOf } from '../words.ts';

/** Who was removed neither shows nor can open what was said afterwards. */
export const removedReadNothing: Check = (ending) => {
  const failures: Failure[] = [];
  const fail = (what: string): void => void failures.push({ check: 'removed-read-nothing', what });
  const { mustNotHave } = dutiesOf(ending);
  for (const end of ending.ends) {
    const shown = new Set(end.messages.map((message) => numberOf(textOf(message))));
    const opened = ending.opened.get(end.who);
    for (const said of ending.ledger.said) {
      if (!mustNotHave(end, said)) continue;
      if (shown.has(said.number))
        fail(`${end.who} shows message ${said.number} of ${said.talk}, sent after their removal`);
      else if (opened?.has(said.number) === true)
        fail(`${end.who} opened message ${said.number} of ${said.talk}, sent after their removal`);
    }
  }
  return failures;
};
