import { randomFillSync } from 'node:crypto';
import type { MessageEngine } from '../message-pair.ts';
import type { Box } from './primitives.ts';
import { derive, hmac, open, seal, Signer, someBytes } from './primitives.ts';

const contentAad = someBytes(28);
const senderDataAad = someBytes(27);
const senderData = someBytes(12);
const label = someBytes(24);
/** Around the plaintext in what is signed: the header, and the GroupContext with its two hashes. */
const signedAround = 130;

/**
 * What RFC 9420 asks of a PrivateMessage (§§6.1, 6.3, 9.1), bare: no bytes are laid out, nothing is parsed. Keys are
 * derived and used; what is signed and sealed has the size that it has in a group of two.
 */
export const messageFloor: MessageEngine = {
  name: 'floor: the bare primitives',
  pair: async () => {
    const [a, b] = [new Signer(), new Signer()];
    const secret = someBytes(32);
    const travel = (from: Signer, plaintext: Uint8Array): Uint8Array => {
      const toSign = new Uint8Array(signedAround + plaintext.length);
      const signature = from.sign(toSign);
      const [key, nonce] = ratchetStep(secret);
      randomFillSync(new Uint8Array(4));
      const content = new Uint8Array(plaintext.length + signature.length + 4);
      content.set(plaintext);
      const box = seal(key, nonce, contentAad, content);
      const [dataKey, dataNonce] = senderDataKeys(secret, box);
      const dataBox = seal(dataKey, dataNonce, senderDataAad, senderData);

      const [openDataKey, openDataNonce] = senderDataKeys(secret, box);
      open(openDataKey, openDataNonce, senderDataAad, dataBox);
      const [openKey, openNonce] = ratchetStep(secret);
      const opened = open(openKey, openNonce, contentAad, box);
      from.verify(toSign, signature);
      return opened.subarray(0, plaintext.length);
    };
    return {
      sendAtoB: async (plaintext) => travel(a, plaintext),
      sendBtoA: async (plaintext) => travel(b, plaintext),
    };
  },
};

/** Key and nonce of a generation, and the secret of the next one. */
function ratchetStep(secret: Uint8Array): readonly [key: Uint8Array, nonce: Uint8Array] {
  derive(secret, 1);
  return [hmac(secret, label).subarray(0, 16), hmac(secret, label).subarray(0, 12)];
}

function senderDataKeys(
  secret: Uint8Array,
  { ciphertext }: Box,
): readonly [key: Uint8Array, nonce: Uint8Array] {
  const sample = ciphertext.subarray(0, 32);
  return [hmac(secret, sample).subarray(0, 16), hmac(secret, sample).subarray(0, 12)];
}
