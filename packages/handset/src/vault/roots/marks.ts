import { handsetLimits } from '../../limits.ts';

/**
 * Nonces and tags of records as they were last written or checked, so that a change need not look up what it replaces. Filled only
 * where nothing is being written, so it never knows less than the store.
 */
export interface Marks {
  /** `undefined` when it is not known; `absent` when there is no such record. */
  readonly get: (key: Uint8Array) => Mark | undefined;
  readonly set: (key: Uint8Array, mark: Mark) => void;
}

/** 28 bytes, or that the record is not there. */
export type Mark = Uint8Array | 'absent';

export function createMarks(most: number = handsetLimits.maxMarksKept): Marks {
  // Strings of a character a byte take a fraction of what an array each takes.
  const known = new Map<string, string>();
  return {
    get: (key) => {
      const mark = known.get(textOf(key));
      if (mark === undefined) return undefined;
      return mark === '' ? 'absent' : bytesOf(mark);
    },
    set: (key, mark) => {
      const name = textOf(key);
      // The one that was set last goes last.
      known.delete(name);
      known.set(name, mark === 'absent' ? '' : textOf(mark));
      if (known.size > most) known.delete(known.keys().next().value ?? '');
    },
  };
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
