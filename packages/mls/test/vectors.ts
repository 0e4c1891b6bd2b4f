declare global {
  interface ImportMeta {
    // Vite's, which finds files when it serves this one, to Node and to a browser alike.
    glob(pattern: string, options: { import: 'default' }): Record<string, () => Promise<unknown>>;
  }
}

// Published vectors are not part of the repository: they are looked for in a folder beside it.
const folder = '../../../../shared/vectors';
const files = import.meta.glob('../../../../shared/vectors/{mls,xwing}/*.json', { import: 'default' });

/** The parsed JSON file, or `undefined` after saying aloud that it is not there. */
export async function publishedVectors<T>(path: string): Promise<readonly T[] | undefined> {
  const load = files[`${folder}/${path}`];
  if (load === undefined) {
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
