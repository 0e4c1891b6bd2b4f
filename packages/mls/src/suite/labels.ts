import { utf8 } from '../bytes.ts';
import { Writer } from '../wire/writer.ts';

/** `opaque label<V>` of "MLS 1.0 " and the label (RFC 9420 §§5.1.2, 8). */
export type EncodedLabel = Uint8Array;

// The labels are a few dozen constants of the RFC, and those of the application's exporters.
const maxKept = 256;
const kept = new Map<string, EncodedLabel>();

export function encodeLabel(label: string): EncodedLabel {
  const known = kept.get(label);
  if (known !== undefined) return known;
  const encoded = new Writer(64).opaque(utf8(`MLS 1.0 ${label}`)).finish();
  if (kept.size < maxKept) kept.set(label, encoded);
  return encoded;
}

/** `struct { opaque label<V>; opaque content<V>; }`: SignContent and EncryptContext (RFC 9420 §§5.1.2, 5.1.3). */
export function encodeLabeled(label: string, content: Uint8Array): Uint8Array {
  const encoded = encodeLabel(label);
  return new Writer(encoded.length + content.length + 4).fixed(encoded).opaque(content).finish();
}

/** KDFLabel (RFC 9420 §8). */
export function encodeKdfLabel(length: number, label: string, context: Uint8Array): Uint8Array {
  const encoded = encodeLabel(label);
  const writer = new Writer(encoded.length + context.length + 6).u16(length);
  return writer.fixed(encoded).opaque(context).finish();
}
