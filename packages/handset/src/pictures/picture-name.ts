import { concat } from '../bytes.ts';

/** What the pieces of one of a message's pictures are named by, in the place of a message id: the id and the picture's index. */
export function pictureName(messageId: Uint8Array, index: number): Uint8Array {
  return concat(messageId, Uint8Array.of(index));
}
