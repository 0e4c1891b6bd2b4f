import { MlsError } from '../mls-error.ts';
import type { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** RFC 9420 §5.3: what a member presents; the application's authentication service says whether it is theirs. */
export type Credential =
  | { readonly credentialType: 'basic'; readonly identity: Uint8Array }
  /** A chain of X.509 certificates in DER, the leaf first. */
  | { readonly credentialType: 'x509'; readonly certificates: readonly Uint8Array[] };

/** RFC 9420 §17.5. */
export const credentialTypes = { basic: 1, x509: 2 } as const;

/** @throws MLS_MALFORMED, MLS_CREDENTIAL_UNKNOWN */
export function readCredential(reader: Reader): Credential {
  const type = reader.u16();
  if (type === credentialTypes.basic) return { credentialType: 'basic', identity: reader.opaque() };
  if (type !== credentialTypes.x509) {
    throw new MlsError('MLS_CREDENTIAL_UNKNOWN', 'A credential is of an unknown type.');
  }
  const inner = reader.vector();
  const certificates: Uint8Array[] = [];
  while (inner.more) certificates.push(inner.opaque());
  return { credentialType: 'x509', certificates };
}

export function writeCredential(writer: Writer, credential: Credential): void {
  writer.u16(credentialTypes[credential.credentialType]);
  if (credential.credentialType === 'basic') {
    writer.opaque(credential.identity);
    return;
  }
  const start = writer.open();
  for (const certificate of credential.certificates) writer.opaque(certificate);
  writer.close(start);
}

export function encodeCredential(credential: Credential): Uint8Array {
  const writer = new Writer(256);
  writeCredential(writer, credential);
  return writer.finish();
}
