/** The part of deterministic CBOR (RFC 8949 §4.2.1) that polls are made of: whole numbers, texts, lists, truth. */
export type CborPart = number | string | boolean | readonly CborPart[];

/** Numbers are whole, from 0 to 2^53 - 1. */
export function writeCbor(part: CborPart): Uint8Array {
  return Uint8Array.from(bytesOf(part));
}

function bytesOf(part: CborPart): readonly number[] {
  switch (typeof part) {
    case 'boolean':
      return [part ? 0xf5 : 0xf4];
    case 'number':
      return head(0, part);
    case 'string': {
      const text = new TextEncoder().encode(part);
      return [...head(3, text.length), ...text];
    }
    default:
      return [...head(4, part.length), ...part.flatMap(bytesOf)];
  }
}

function head(major: number, argument: number): readonly number[] {
  const first = major << 5;
  if (argument < 24) return [first | argument];
  const size = argument < 0x100 ? 0 : argument < 0x1_0000 ? 1 : argument < 0x1_0000_0000 ? 2 : 3;
  const bytes = Array.from({ length: 1 << size }, (_, index) =>
    Number((BigInt(argument) >> BigInt(8 * ((1 << size) - 1 - index))) & 0xffn),
  );
  return [first | (24 + size), ...bytes];
}
