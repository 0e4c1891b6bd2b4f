import type { KeyPair, Suite } from '../suite/suite.ts';

/** Behind "MLS 1.0 ", as with every label. */
const label = 'external init secret';

/** RFC 9420 §8: the key pair that the whole group holds, for those who join by an external commit. */
export function externalKeyPair(suite: Suite, externalSecret: Uint8Array): Promise<KeyPair> {
  return suite.deriveKeyPair(externalSecret);
}

/** RFC 9420 §8.3, of the one who joins. `undefined` when `externalPub` is no valid key. */
export async function externalInitSend(
  suite: Suite,
  externalPub: Uint8Array,
): Promise<{ readonly kemOutput: Uint8Array; readonly initSecret: Uint8Array } | undefined> {
  const sent = await suite.hpkeSendExport(externalPub, label);
  return sent && { kemOutput: sent.kemOutput, initSecret: sent.secret };
}

/** RFC 9420 §8.3, of the members. `undefined` when `kemOutput` is no valid one. */
export async function externalInitReceive(
  suite: Suite,
  externalSecret: Uint8Array,
  kemOutput: Uint8Array,
): Promise<Uint8Array | undefined> {
  const { privateKey } = await suite.deriveKeyPair(externalSecret);
  const initSecret = await suite.hpkeReceiveExport(privateKey, kemOutput, label);
  privateKey.fill(0);
  return initSecret;
}
