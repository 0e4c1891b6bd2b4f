/** Something that the person who typed `npm start` can mend: its message is a plain sentence. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
