/** A source of numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const consonants = ['b', 'c', 'd', 'f', 'g', 'h', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'w'];
const vowels = ['a', 'e', 'i', 'o', 'u', 'ea', 'ou'];
const vocabulary = 30_000;

/** Different words, the frequent ones short, as in languages. */
export function makeVocabulary(seed = 1): readonly string[] {
  const random = seeded(seed);
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  const words = new Set<string>();
  while (words.size < vocabulary) {
    const syllables = 1 + Math.floor(0.8 * Math.log10(1 + words.size / 100) + random() * 0.8);
    let word = random() < 0.2 ? pick(vowels) : '';
    for (let at = 0; at < syllables; at += 1) word += pick(consonants) + pick(vowels);
    if (random() < 0.3) word += pick(consonants);
    words.add(word);
  }
  return [...words];
}

/** Texts of about 12 words whose frequencies follow Zipf's law, as words of people do. */
export function makeTexts(count: number, seed = 1): readonly string[] {
  const words = makeVocabulary();
  const random = seeded(seed + 1);
  // The inverse of the sum of 1/rank, which is about the logarithm.
  const word = (): string => words[Math.floor(Math.exp(random() * Math.log(vocabulary))) - 1] ?? '';
  return Array.from({ length: count }, () =>
    Array.from({ length: 4 + Math.floor(random() * 17) }, word).join(' '),
  );
}
