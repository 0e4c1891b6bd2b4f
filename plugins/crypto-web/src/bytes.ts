/** All parts, one behind the other. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Bytes of a JSON Web Key's member (RFC 7515 §2: base64url without padding). */
export function fromBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** The bytes of a constant of this package, written in hexadecimal digits. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  );
}

/** WebCrypto's typings want memory that is not shared between threads, which is all that this package is given. */
export function source(bytes: Uint8Array): BufferSource {
  return bytes as Uint8Array<ArrayBuffer>;
}

/** A 16-byte PKCS #8 header (RFC 8410), then the private key. The caller overwrites it after use. */
export function curvePrivateDer(curve: 'X25519' | 'Ed25519', privateKey: Uint8Array): Uint8Array {
  const header = Uint8Array.of(
    0x30,
    0x2e,
    2,
    1,
    0,
    0x30,
    5,
    6,
    3,
    0x2b,
    0x65,
    curve === 'X25519' ? 0x6e : 0x70,
    4,
    0x22,
    4,
    0x20,
  );
  return joinBytes(header, privateKey);
}
