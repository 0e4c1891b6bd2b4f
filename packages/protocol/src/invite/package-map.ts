import { decodeCbor } from '../cbor/decode.ts';
import { readIntMap } from '../cbor/int-map.ts';
import type { IntMapReader } from '../cbor/int-map.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';

/** Version of both sealed things that travel for an invite. */
export const invitePackageVersion = 2;

/** The fields of such a thing behind its version. */
export function openInvitePackage(bytes: Uint8Array): IntMapReader {
  const value = decodeCbor(bytes, { maxBytes: protocolLimits.maxInvitePackageBytes });
  const fields = readIntMap(value, refuseInvitePackage);
  if (fields.uint(0, 'version', 0xffff) !== invitePackageVersion) {
    throw protocolError(
      'INVITE_PACKAGE_VERSION_UNSUPPORTED',
      'The invite needs another version of Sotto.',
    );
  }
  return fields;
}

export function refuseInvitePackage(field: string): never {
  throw protocolError(
    'INVITE_PACKAGE_MALFORMED',
    `The sealed part of the invite is not valid: ${field}.`,
  );
}
