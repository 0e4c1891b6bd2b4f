import { MlsError } from '../mls-error.ts';
import type { Suite } from '../suite/suite.ts';
import type { PreSharedKeyId } from '../wire/pre-shared-key.ts';
import { writePreSharedKeyId } from '../wire/pre-shared-key.ts';
import { Writer } from '../wire/writer.ts';

/** A pre-shared key and the name under which a commit, or a Welcome, injects it. */
export interface PreSharedKey {
  readonly id: PreSharedKeyId;
  readonly psk: Uint8Array;
}

/** PSKLabel counts in 16 bits. */
const maxPsks = 0xffff;

/**
 * `psk_secret` (RFC 9420 §8.4) of the keys in their order; all zeros for none. What lies between is overwritten.
 *
 * @throws MLS_PSK_COUNT for more than 65,535
 */
export async function pskSecret(suite: Suite, psks: readonly PreSharedKey[]): Promise<Uint8Array> {
  if (psks.length > maxPsks)
    throw new MlsError('MLS_PSK_COUNT', 'There are too many pre-shared keys.');
  const zeros = new Uint8Array(suite.hashBytes);
  let secret: Uint8Array = new Uint8Array(suite.hashBytes);
  for (const [index, { id, psk }] of psks.entries()) {
    const label = new Writer(128);
    writePreSharedKeyId(label, id);
    label.u16(index).u16(psks.length);
    const extracted = await suite.extract(zeros, psk);
    const input = await suite.expandWithLabel(
      extracted,
      'derived psk',
      label.finish(),
      suite.hashBytes,
    );
    const next = await suite.extract(input, secret);
    for (const spent of [extracted, input, secret]) spent.fill(0);
    secret = next;
  }
  return secret;
}
