// Controls (C0, DEL, C1), what turns the direction of text around it, line separators, and the invisible fillers that hide
// text. Marks and joiners stay: Arabic, Hebrew, Persian and emoji need them.
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ufff9-\ufffb\u{e0001}]/gu;

/**
 * One line that a terminal shows and does not obey: what could move the cursor, change colours or the title, write to the
 * clipboard or turn the direction of text is written out as `\u001b`.
 */
export function safeLine(text: string): string {
  return text.toWellFormed().replace(unsafe, escape);
}

/**
 * Text of several lines: the first as it is, each further one behind `indent`, so that nobody can write a line that looks like
 * one of ours.
 */
export function safeLines(text: string, indent: string): string {
  return text
    .split(/\r\n|[\n\u2028\u2029]/)
    .map((line) => safeLine(line.replaceAll('\t', '  ')))
    .join(`\n${indent}`);
}

/** JSON on one line. Nothing is lost: what a terminal would obey is written as an escape, which JSON allows. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(unsafe, escape);
}

function escape(character: string): string {
  let escaped = '';
  for (let at = 0; at < character.length; at += 1) {
    escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
