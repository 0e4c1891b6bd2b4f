import type { NetworkNotice } from '@sotto/handset';

/** The text that suits whoever reads this terminal: in its language, else in English, else the first. Not yet safe to print. */
export function textFor(
  texts: NetworkNotice['texts'],
  locale: string = Intl.DateTimeFormat().resolvedOptions().locale,
): string {
  for (const wanted of [locale, 'en']) {
    const near = texts.filter(({ language }) => base(language) === base(wanted));
    const exact = near.find(({ language }) => language.toLowerCase() === wanted.toLowerCase());
    const found = exact ?? near[0];
    if (found !== undefined) return found.text;
  }
  return texts[0]?.text ?? '';
}

function base(tag: string): string {
  return tag.split('-')[0]?.toLowerCase() ?? '';
}
