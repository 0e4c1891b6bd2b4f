import { ed25519, newPrivateKey } from '../ed25519.ts';
import { jsonFields, parseJson } from '../files/json-format.ts';

/** What invites to a relay are signed with. Relays know its public half. */
export interface AccessKey {
  readonly publicKey: Uint8Array;
  /** Ed25519, the 32-byte seed. */
  readonly privateKey: Uint8Array;
}

export async function newAccessKey(): Promise<AccessKey> {
  const privateKey = newPrivateKey();
  return { privateKey, publicKey: await ed25519.publicKey(privateKey) };
}

/** What is sealed in the key file. */
export function formatAccessKey({ privateKey }: AccessKey): string {
  return JSON.stringify({ sotto: 'access key', version: 1, privateKey: privateKey.toHex() });
}

/** @throws OPERATOR_FORMAT */
export async function parseAccessKey(text: string): Promise<AccessKey> {
  const what = 'content of the key file';
  const fields = jsonFields(parseJson(Buffer.from(text), what), what);
  fields.head('access key');
  const privateKey = fields.hex('privateKey', 32);
  fields.end();
  return { privateKey, publicKey: await ed25519.publicKey(privateKey) };
}
