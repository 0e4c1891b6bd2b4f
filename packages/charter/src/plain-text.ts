import { encodeUtf8 } from '@sotto/protocol';

// Lists of our own, not Unicode classes: these change with the engine, and every handset has to decide alike.
// Controls, soft hyphen, marks of direction, what has no width, line separators, tags. Joiners are let be.
const hidden =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u;
// A name has no space but the common one, no second line, and no outer space.
const notInNames =
  /[\n\u00a0\u115f\u1160\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]|\u034f|[\u17b4\u17b5]|[\ufe00-\ufe0f]|^ | $/u;
// BCP 47, as much of it as is needed to pick a text.
const language = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

/** True for 1 to `maxBytes` bytes of text that shows all it holds. Lines may be parted by `\n`. */
export function isPlainText(text: string, maxBytes: number): boolean {
  return (
    text.length > 0 &&
    text.length <= maxBytes &&
    text.isWellFormed() &&
    // No character has more than three bytes for each of its code units.
    (3 * text.length <= maxBytes || encodeUtf8(text).length <= maxBytes) &&
    !hidden.test(text)
  );
}

/** The same on one line, without any space that looks like another. */
export function isPlainName(text: string, maxBytes: number): boolean {
  return isPlainText(text, maxBytes) && !notInNames.test(text);
}

export function isLanguage(text: string, maxChars: number): boolean {
  return text.length <= maxChars && language.test(text);
}
