import { ed25519, newPrivateKey } from '../ed25519.ts';
import { jsonFields, parseJson } from '../files/json-format.ts';

/** What a person signs acts with. */
export interface PersonKey {
  /** As in the charter. */
  readonly name: string;
  readonly publicKey: Uint8Array;
  /** Ed25519, the 32-byte seed. */
  readonly privateKey: Uint8Array;
}

export async function newPersonKey(name: string): Promise<PersonKey> {
  const privateKey = newPrivateKey();
  return { name, privateKey, publicKey: await ed25519.publicKey(privateKey) };
}

/** What is sealed in the key file. */
export function formatPersonKey({ name, privateKey }: PersonKey): string {
  return JSON.stringify({
    sotto: 'person key',
    version: 1,
    name,
    privateKey: privateKey.toHex(),
  });
}

/** @throws OPERATOR_FORMAT */
export async function parsePersonKey(text: string): Promise<PersonKey> {
  const what = 'content of the key file';
  const fields = jsonFields(parseJson(Buffer.from(text), what), what);
  fields.head('person key');
  const key = { name: fields.text('name'), privateKey: fields.hex('privateKey', 32) };
  fields.end();
  return { ...key, publicKey: await ed25519.publicKey(key.privateKey) };
}
