/** Characters of a message's id that are shown, and enough to name it by. */
export const shortIdChars = 8;

/** What is shown of a message's id where people read it. */
export function shortId(id: string): string {
  return id.slice(0, shortIdChars);
}
