const encoder = new TextEncoder();

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/**
 * Overwrites secrets with zeros, as far as the language permits: copies that the engine or the platform made are out of reach.
 */
export function erase(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}

/**
 * Takes a secret to where it can be overwritten, and overwrites what was given. Engines keep small arrays among the objects that their collector
 * moves, and each move leaves a copy behind; an array over a buffer of its own stays where it is.
 */
export function settle(secret: Uint8Array): Uint8Array {
  const settled = new Uint8Array(new ArrayBuffer(secret.length));
  settled.set(secret);
  secret.fill(0);
  return settled;
}
