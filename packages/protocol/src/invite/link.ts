import type { RelayUrl } from '@sotto/core';
import { encodeBase64url, parseBase64url } from '../base64url.ts';
import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import type { IntMapReader } from '../cbor/int-map.ts';
import { readIntMap } from '../cbor/int-map.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits } from '../limits.ts';
import { isRelayUrl } from '../relay-url.ts';

/** `/i#` is an invite of a person, `/j#` one of a relay's operator. */
export type LinkPath = '/i#' | '/j#';

/** The relay's origin, the path, and base64url of the fields behind the `#`, which no server is sent. */
export function encodeLink(
  relay: RelayUrl,
  path: LinkPath,
  fields: Map<number, CborValue>,
  malformed: (cause: unknown) => Error,
): string {
  try {
    return relay + path + encodeBase64url(encodeCbor(fields));
  } catch (cause) {
    throw malformed(cause);
  }
}

/**
 * Origin and fields of a link as it was pasted or scanned; white space around it is forgiven. What is in the fields is the caller's to
 * read: also that the relay there is the origin. `malformed` gives the error for any fault.
 */
export function parseLink(
  link: string,
  path: LinkPath,
  malformed: (cause?: unknown) => Error,
): { readonly origin: RelayUrl; readonly fields: IntMapReader } {
  if (link.length > protocolLimits.maxInviteLinkChars) throw malformed();
  const text = link.trim();
  const split = text.indexOf(path);
  const origin = text.slice(0, Math.max(split, 0));
  if (!isRelayUrl(origin)) throw malformed();
  let payload: CborValue;
  try {
    payload = decodeCbor(
      parseBase64url(text.slice(split + path.length), protocolLimits.maxInviteLinkChars),
    );
  } catch (cause) {
    throw malformed(cause);
  }
  const fields = readIntMap(payload, () => {
    throw malformed();
  });
  return { origin, fields };
}
