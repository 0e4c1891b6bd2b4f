import type { JSX } from 'preact';
import type { AlertWords } from './alert-words.ts';
import { Said } from './said.tsx';
import { w } from './words/words.ts';

/** Everything that is to say about one piece of news. */
export function AlertBody({
  words,
  source,
  isFreeze = false,
}: {
  readonly words: AlertWords;
  readonly source: string;
  readonly isFreeze?: boolean;
}): JSX.Element {
  return (
    <>
      <p class="news-source">{source}</p>
      {words.means.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {words.said && isFreeze && <h3>{w('frozenWhy')}</h3>}
      {words.said && <Said said={words.said} />}
      {words.facts.map((fact) => (
        <p key={fact} class="soft">
          {fact}
        </p>
      ))}
    </>
  );
}
