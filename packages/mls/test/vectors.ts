// Published vectors are not part of the repository: they are looked for in a folder beside it, by Vite, which finds files for
// Node and for a browser alike.
const folder = '../../../../shared/vectors';
const files = import.meta.glob<unknown>('../../../../shared/vectors/{mls,xwing}/*.json', {
  import: 'default',
});

/** The parsed JSON file, or `undefined` after saying aloud that it is not there. */
export async function publishedVectors<T>(path: string): Promise<readonly T[] | undefined> {
  const load = files[`${folder}/${path}`];
  if (load === undefined) {
    // oxlint-disable-next-line no-console -- the one way to be heard from Node and from a browser
    console.warn(`no published vectors here: ${path} (looked in ${folder})`);
    return undefined;
  }
  return (await load()) as readonly T[];
}

/** Bytes in hexadecimal digits, as the vectors have them. */
export type Hex = string;

export function fromHex(hex: Hex): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

export function toHex(bytes: Uint8Array): Hex {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}
