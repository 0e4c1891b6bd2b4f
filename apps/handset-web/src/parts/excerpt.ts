/** A piece of a text, and whether it is one of the words that were looked for. */
export interface ExcerptPart {
  readonly text: string;
  readonly hit: boolean;
}

const beforeCharacters = 30;
const mostCharacters = 140;

/** The stretch of a text around the first word that begins with a word of the query, cut where those words are. */
export function excerptAround(text: string, query: string): readonly ExcerptPart[] {
  const words = query.trim().split(/\s+/u).filter(Boolean).map(escape);
  const line = text.replaceAll(/\s+/gu, ' ');
  if (words.length === 0) return [{ text: line.slice(0, mostCharacters), hit: false }];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${words.join('|')})`, 'giu');
  const first = line.search(pattern);
  const from = first > beforeCharacters ? line.lastIndexOf(' ', first - beforeCharacters) + 1 : 0;
  const shown = line.slice(from, from + mostCharacters);
  const parts = shown
    .split(pattern)
    .map((part, index) => ({ text: part, hit: index % 2 === 1 }))
    .filter(({ text: part }) => part !== '');
  return from > 0 ? [{ text: '…', hit: false }, ...parts] : parts;
}

function escape(word: string): string {
  return word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
