import { handsetLimits } from '../../limits.ts';

/**
 * What stands for records in their root, as they were last written or counted, so that a change need neither look up nor hash what it
 * replaces. Filled only where nothing is being written, so it never knows less than the store.
 */
export interface KnownElements {
  /** `undefined` when it is not known; `absent` when there is no such record. @param name `nameOf` the record's key */
  readonly get: (name: string) => Element | undefined;
  readonly set: (name: string, element: Element) => void;
}

/** 32 bytes, or that the record is not there. */
export type Element = Uint8Array | 'absent';

export function createKnownElements(most: number = handsetLimits.maxElementsKept): KnownElements {
  // Strings of a character a byte take a fraction of what an array each takes. Two maps, as taking the oldest out of one is slow: when the
  // newer one has half of what there is room for, the older one goes.
  let newer = new Map<string, string>();
  let older = new Map<string, string>();
  return {
    get: (name) => {
      const element = newer.get(name) ?? older.get(name);
      if (element === undefined) return undefined;
      return element === '' ? 'absent' : bytesOf(element);
    },
    set: (name, element) => {
      newer.set(name, element === 'absent' ? '' : nameOf(element));
      if (newer.size >= most / 2) [newer, older] = [new Map(), newer];
    },
  };
}

/** Bytes as a key of a map. */
export function nameOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}
