import type { RelayUrl } from '@sotto/core';
import { encodeBase64url, parseBase64url } from '../base64url.ts';
import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { readIntMap } from '../cbor/int-map.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { isRelayUrl } from '../relay-url.ts';

/**
 * What a new device shows to one that its person has already: a map with integer keys, 0 version, 1 relay, 2 secret, 3 key, 4 end. It
 * has no private key of the device, so who sees it cannot become the device.
 */
export interface DeviceCode {
  /** Where the two meet. */
  readonly relay: RelayUrl;
  /** 32 random bytes, from which the places where they meet and the keys that seal what they say there follow. */
  readonly secret: Uint8Array;
  /** Ed25519 public key of the new device, 32 bytes: no other is added. */
  readonly deviceKey: Uint8Array;
  /** Whole seconds since the UNIX epoch. */
  readonly expiresAtSeconds: number;
}

const prefix = 'sotto-device:';
const version = 1;
const key = { min: 32, max: 32 };
// Year 9999.
const maxSeconds = 253_402_300_799;

/** `sotto-device:` and base64url. Throws `DEVICE_CODE_MALFORMED`. */
export function encodeDeviceCode(code: DeviceCode): string {
  const fields = new Map<number, CborValue>([
    [0, version],
    [1, code.relay],
    [2, code.secret],
    [3, code.deviceKey],
    [4, code.expiresAtSeconds],
  ]);
  const text = prefix + encodeBase64url(encodeCbor(fields));
  parseDeviceCode(text);
  return text;
}

/** Throws `DEVICE_CODE_MALFORMED`, also for another version. */
export function parseDeviceCode(text: string): DeviceCode {
  if (text.length > protocolLimits.maxDeviceCodeChars || !text.startsWith(prefix)) malformed();
  let value: CborValue;
  try {
    const bytes = parseBase64url(text.slice(prefix.length), protocolLimits.maxDeviceCodeChars);
    value = decodeCbor(bytes);
  } catch (cause) {
    return malformed(cause);
  }
  const fields = readIntMap(value, () => malformed());
  if (fields.uint(0, 'version', 0xffff) !== version) malformed();
  const relay = fields.text(1, 'relay', protocolLimits.maxRelayUrlChars);
  if (!isRelayUrl(relay)) return malformed();
  const code = {
    relay,
    secret: fields.bytes(2, 'secret', key),
    deviceKey: fields.bytes(3, 'device key', key),
    expiresAtSeconds: fields.uint(4, 'end', maxSeconds),
  };
  fields.end();
  return code;
}

function malformed(cause?: unknown): never {
  throw protocolError('DEVICE_CODE_MALFORMED', 'The code is no code of a Sotto device.', cause);
}
