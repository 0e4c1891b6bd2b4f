import type { Message } from '@sotto/handset';

/** Every text of a story begins with a number in these signs, so that it can be found in any bytes. */
const opening = '«';
const closing = '»';
const openingBytes = Buffer.from(opening);
const maxWordsBytes = 100;

/** What is said once and never again, in one story. */
export function wordsOf(number: number, what: string): string {
  return `${opening}${number}${closing} ${what}`;
}

/** The number of a text that this story said; `undefined` for any other. */
export function numberOf(text: string): number | undefined {
  const found = /^«(?<number>\d+)»/u.exec(text)?.groups?.['number'];
  return found === undefined ? undefined : Number(found);
}

/** The numbers of all texts of the story that lie in these bytes, whole. */
export function numbersIn(bytes: Uint8Array): readonly number[] {
  const found: number[] = [];
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = all.indexOf(openingBytes); at >= 0; at = all.indexOf(openingBytes, at + 1)) {
    const number = numberOf(all.subarray(at, at + maxWordsBytes).toString('utf8'));
    if (number !== undefined) found.push(number);
  }
  return found;
}

/** What a message says, in one text. */
export function textOf({ body }: Pick<Message, 'body'>): string {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'picture':
      return body.caption;
    case 'pictures':
      return body.pictures[0]?.caption ?? '';
    case 'custom':
    case 'unknown':
      return body.fallback;
    case 'once':
    case 'deleted':
    case 'event':
      return '';
  }
}

/** A picture that belongs to a number, of some kilobytes; another number mostly has another one. */
export function pictureOf(number: number): Uint8Array {
  return new Uint8Array(3_000 + 997 * (number % 30)).fill(number % 251);
}
