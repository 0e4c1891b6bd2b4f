import { joinBytes } from '../bytes.ts';
import { writeNumber } from './prime-points.ts';

function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = joinBytes(...content);
  const header = body.length < 128 ? [tag, body.length] : [tag, 0x81, body.length];
  return joinBytes(Uint8Array.from(header), body);
}

/** A DER INTEGER; negative numbers in two's complement. */
export function derInteger(value: bigint): Uint8Array {
  let length = 1;
  while (BigInt.asIntN(8 * length, value) !== value) length += 1;
  return der(2, writeNumber(BigInt.asUintN(8 * length, value), length));
}

/** An ECDSA-Sig-Value in DER, of any two numbers. */
export function encodeSignature(r: bigint, s: bigint): Uint8Array {
  return der(0x30, derInteger(r), derInteger(s));
}

/** The same two numbers in every way that some decoder takes, and that is not DER. `bytes` is the length of one in IEEE P1363. */
export function looseEncodings(r: bigint, s: bigint, bytes: number): readonly Uint8Array[] {
  const [first, second] = [derInteger(r), derInteger(s)];
  const strict = der(0x30, first, second);
  const body = joinBytes(first, second);
  const zero = Uint8Array.of(0);
  const padded = (value: bigint) => {
    const content = derInteger(value).slice(2);
    return der(2, zero, content);
  };
  const longLength = (value: bigint) => {
    const content = derInteger(value).slice(2);
    return joinBytes(Uint8Array.of(2, 0x81, content.length), content);
  };
  const unpadded = (value: bigint) => {
    const content = derInteger(value).slice(2);
    return content[0] === 0 ? der(2, content.slice(1)) : der(2, zero, content);
  };
  return [
    joinBytes(strict, zero),
    joinBytes(zero, strict),
    strict.slice(0, -1),
    der(0x30, body, zero),
    der(0x30, body, Uint8Array.of(5, 0)),
    der(0x30, body, derInteger(1n)),
    der(0x30, first),
    der(0x31, body),
    der(0x10, body),
    der(0x30, der(0x30, body)),
    body,
    der(0x30, padded(r), second),
    der(0x30, first, padded(s)),
    der(0x30, unpadded(r), second),
    der(0x30, first, unpadded(s)),
    der(0x30, longLength(r), second),
    der(0x30, first, longLength(s)),
    der(0x30, der(3, first.slice(2)), second),
    der(0x30, first, der(4, second.slice(2))),
    joinBytes(Uint8Array.of(0x30, 0x80), body, Uint8Array.of(0, 0)),
    joinBytes(Uint8Array.of(0x30, 0x82, 0, body.length), body),
    ...(body.length < 128 ? [joinBytes(Uint8Array.of(0x30, 0x81, body.length), body)] : []),
    joinBytes(Uint8Array.of(0x30, body.length), body.slice(0, -1)),
    joinBytes(writeNumber(r, bytes), writeNumber(s, bytes)),
    new Uint8Array(0),
    Uint8Array.of(0x30),
    Uint8Array.of(0x30, 0x81),
    Uint8Array.of(0x30, 0),
    Uint8Array.of(0x30, 4, 2, 0, 2, 0),
    Uint8Array.of(0x30, 2, 2, 0x81),
    Uint8Array.of(0x30, 3, 2, 1, 1),
    new Uint8Array(10_000).fill(0x30),
  ];
}
