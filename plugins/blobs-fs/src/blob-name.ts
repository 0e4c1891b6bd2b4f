/**
 * What is known of a blob is in its file's name, so that neither an index nor reading files is needed, and renaming changes
 * it in one step: `<id>.<bytes>.<expiry>` when whole, `<id>.<bytes>.<ttl>.part` before. The id is 64 lower-case hexadecimal
 * digits made from 32 bytes, so that no name can lead out of the folder.
 */
export type BlobName = WholeName | PartName;

export interface WholeName {
  readonly kind: 'whole';
  readonly hex: string;
  readonly totalBytes: number;
  /** Seconds since 1970. */
  readonly expirySeconds: number;
}

export interface PartName {
  readonly kind: 'part';
  readonly hex: string;
  /** Of the whole blob. */
  readonly totalBytes: number;
  readonly ttlSeconds: number;
}

const pattern = /^([0-9a-f]{64})\.(\d{1,16})\.(\d{1,16})(\.part)?$/;

export function formatBlobName(name: BlobName): string {
  return name.kind === 'whole'
    ? `${name.hex}.${name.totalBytes}.${name.expirySeconds}`
    : `${name.hex}.${name.totalBytes}.${name.ttlSeconds}.part`;
}

/** `undefined` for a file that is no blob. */
export function parseBlobName(file: string): BlobName | undefined {
  const match = pattern.exec(file);
  if (match === null) return undefined;
  const [, hex = '', bytes = '', seconds = '', part] = match;
  const totalBytes = Number(bytes);
  return part === undefined
    ? { kind: 'whole', hex, totalBytes, expirySeconds: Number(seconds) }
    : { kind: 'part', hex, totalBytes, ttlSeconds: Number(seconds) };
}
