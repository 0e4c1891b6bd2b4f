import { utf8 } from '../bytes.ts';
import { vectorBytes, Writer } from '../wire/writer.ts';

// The labels are a few dozen constants of the RFC, and those of the application's exporters.
const maxKept = 256;
const kept = new Map<string, Uint8Array>();

/** `opaque label<V>` of "MLS 1.0 " and the label (RFC 9420 §§5.1.2, 8). */
function encodeLabel(label: string): Uint8Array {
  const known = kept.get(label);
  if (known !== undefined) return known;
  const encoded = new Writer(64).opaque(utf8(`MLS 1.0 ${label}`)).finish();
  if (kept.size < maxKept) kept.set(label, encoded);
  return encoded;
}

/** What is signed or sealed under a label: bytes, or parts of it that follow one another. */
export type LabeledContent = Uint8Array | readonly Uint8Array[];

/** `struct { opaque label<V>; opaque content<V>; }`: SignContent and EncryptContext (RFC 9420 §§5.1.2, 5.1.3). */
export function encodeLabeled(label: string, content: LabeledContent): Uint8Array {
  const parts = content instanceof Uint8Array ? [content] : content;
  let length = 0;
  for (const part of parts) length += part.length;
  const encoded = encodeLabel(label);
  const writer = new Writer(encoded.length + vectorBytes(length)).fixed(encoded).varint(length);
  for (const part of parts) writer.fixed(part);
  return writer.finish();
}

/** KDFLabel (RFC 9420 §8). */
export function encodeKdfLabel(length: number, label: string, context: Uint8Array): Uint8Array {
  const encoded = encodeLabel(label);
  const writer = new Writer(2 + encoded.length + vectorBytes(context.length)).u16(length);
  return writer.fixed(encoded).opaque(context).finish();
}

/** KDFLabel with the generation of a ratchet as its context (RFC 9420 §9.1). */
export function encodeGenerationLabel(
  length: number,
  label: string,
  generation: number,
): Uint8Array {
  const encoded = encodeLabel(label);
  return new Writer(encoded.length + 7).u16(length).fixed(encoded).u8(4).u32(generation).finish();
}
