import { MlsError } from '../mls-error.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** RFC 9420 §13.4: a type and bytes that only those who know the type read. */
export interface Extension {
  readonly extensionType: number;
  readonly data: Uint8Array;
}

/** RFC 9420 §17.3, and draft-ietf-mls-extensions for the application's dictionary. */
export const extensionTypes = {
  applicationId: 1,
  ratchetTree: 2,
  requiredCapabilities: 3,
  externalPub: 4,
  externalSenders: 5,
  appDataDictionary: 6,
} as const;

/** Extensions that every client supports and none lists in its capabilities (RFC 9420 §7.2). */
export function isDefaultExtension(extensionType: number): boolean {
  return extensionType >= 1 && extensionType <= 5;
}

/** @throws MLS_MALFORMED, MLS_EXTENSION_TWICE (RFC 9420 §13.4: at most one of a type) */
export function readExtensions(reader: Reader): readonly Extension[] {
  const inner = reader.vector();
  const extensions: Extension[] = [];
  const seen = new Set<number>();
  while (inner.more) {
    const extensionType = inner.u16();
    if (seen.has(extensionType)) {
      throw new MlsError('MLS_EXTENSION_TWICE', 'An extension is there twice.');
    }
    seen.add(extensionType);
    extensions.push({ extensionType, data: inner.opaque() });
  }
  return extensions;
}

export function writeExtensions(writer: Writer, extensions: readonly Extension[]): void {
  const start = writer.open();
  for (const { extensionType, data } of extensions) writer.u16(extensionType).opaque(data);
  writer.close(start);
}

/** The data of the extension of that type, if there is one. */
export function findExtension(
  extensions: readonly Extension[],
  extensionType: number,
): Uint8Array | undefined {
  return extensions.find((extension) => extension.extensionType === extensionType)?.data;
}
