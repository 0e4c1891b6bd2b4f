import type { LocalTexts } from '@sotto/charter';

/** Each language by its tag; further lines of a text stand behind a bar, so that none looks like one of ours. */
export function sayTexts(texts: LocalTexts): readonly string[] {
  return texts.flatMap(({ language, text }) =>
    text.split('\n').map((line, at) => (at === 0 ? `[${language}] ${line}` : `  | ${line}`)),
  );
}
