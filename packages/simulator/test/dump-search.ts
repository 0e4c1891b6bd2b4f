/** Something that nobody but the two people may know. */
export interface Secret {
  /** What a failure calls it. */
  readonly what: string;
  readonly bytes: Uint8Array;
}

/** A place where it must not be. */
export interface Place {
  readonly where: string;
  readonly bytes: Uint8Array;
}

const minBytes = 6;

/** What a text is in bytes. */
export function textSecret(what: string, text: string): Secret {
  return { what, bytes: Buffer.from(text, 'utf8') };
}

/**
 * Where secrets were found, as sentences; empty when nowhere. Looked for as they are, in UTF-16, in hexadecimal, and in base64
 * of either alphabet at each of the three ways in which they may fall into groups.
 */
export function findSecrets(
  secrets: readonly Secret[],
  places: readonly Place[],
): readonly string[] {
  const found: string[] = [];
  for (const { what, bytes } of secrets) {
    if (bytes.length < minBytes)
      throw new Error(`${what} is too short to be looked for: chance finds it.`);
    for (const [form, needle] of formsOf(bytes)) {
      for (const place of places) {
        if (
          Buffer.from(place.bytes.buffer, place.bytes.byteOffset, place.bytes.length).includes(
            needle,
          )
        ) {
          found.push(`${what} is in ${place.where} (${form})`);
        }
      }
    }
  }
  return found;
}

function formsOf(bytes: Uint8Array): readonly (readonly [form: string, needle: Buffer])[] {
  const raw = Buffer.from(bytes);
  const hex = raw.toString('hex');
  const forms: [string, Buffer][] = [
    ['as it is', raw],
    ['UTF-16', Buffer.from(raw.toString('latin1'), 'utf16le')],
    ['hexadecimal', Buffer.from(hex)],
    ['hexadecimal', Buffer.from(hex.toUpperCase())],
  ];
  for (const before of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(before), raw]);
    // Only groups of three that are the secret's alone.
    const from = before === 0 ? 0 : 3;
    const whole = shifted.subarray(from, shifted.length - (shifted.length % 3));
    forms.push(['base64', Buffer.from(whole.toString('base64'))]);
    forms.push(['base64url', Buffer.from(whole.toString('base64url'))]);
  }
  return forms;
}
