import type { JSX } from 'preact';
import type { ChosenText } from './local-text.ts';
import { w } from './words/words.ts';

/** Words of somebody else, as they are: nothing in them is a link, and their direction is their own. */
export function Said({
  said,
  id,
}: {
  readonly said: ChosenText;
  readonly id?: string;
}): JSX.Element {
  return (
    <figure class="said">
      {said.foreign !== undefined && (
        <figcaption class="soft">{w('inLanguage', { language: said.foreign })}</figcaption>
      )}
      <blockquote id={id} lang={said.language} dir={said.direction}>
        {said.text}
      </blockquote>
    </figure>
  );
}
