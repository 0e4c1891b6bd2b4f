import { concatBytes, encodeUtf8 } from '@sotto/protocol';
import { ed25519 } from '../ed25519.ts';
import { operatorError } from '../error.ts';
import { formatJson, jsonFields, parseJson } from '../files/json-format.ts';
import type { PersonKey } from './person-key.ts';

/** The public half of a person's key, for whoever writes the charter. Who compares it with its owner knows that it is theirs. */
export interface Card {
  readonly name: string;
  readonly publicKey: Uint8Array;
}

/** Signed by its own key, so that nobody can put a key into the charter that nobody holds. */
export async function formatCard({ name, publicKey, privateKey }: PersonKey): Promise<Uint8Array> {
  const signature = await ed25519.sign(privateKey, bytesToSign(name));
  return formatJson({
    sotto: 'card',
    version: 1,
    name,
    publicKey: publicKey.toHex(),
    signature: signature.toHex(),
  });
}

/** @throws OPERATOR_FORMAT, also when its key did not sign it */
export async function parseCard(bytes: Uint8Array): Promise<Card> {
  const fields = jsonFields(parseJson(bytes, 'card'), 'card');
  fields.head('card');
  const card = { name: fields.text('name'), publicKey: fields.hex('publicKey', 32) };
  const signature = fields.hex('signature', 64);
  fields.end();
  if (!(await ed25519.verify(card.publicKey, bytesToSign(card.name), signature))) {
    throw operatorError('OPERATOR_FORMAT', 'The card is not signed by its own key.');
  }
  return card;
}

function bytesToSign(name: string): Uint8Array {
  return concatBytes(encodeUtf8('Sotto operator card v1\0'), encodeUtf8(name));
}
