import { isSottoError } from '@sotto/core';
import type { Crypto } from '@sotto/core';
import type { GroupState, Mls } from '@sotto/mls';
import {
  encodeEnvelopeContent,
  envelopeAssociatedData,
  envelopeNonceBytes,
  joinEnvelope,
  labels,
  pad,
  parseEnvelopeContent,
  splitEnvelope,
  unpad,
} from '@sotto/protocol';
import type { Envelope, EnvelopeContent } from '@sotto/protocol';

/** Key of the outer envelopes of the group's epoch, from the MLS exporter. */
export function envelopeKey(
  mls: Pick<Mls, 'exportSecret'>,
  group: GroupState,
): Promise<Uint8Array> {
  return mls.exportSecret(group, labels.mlsEnvelopeKey, new Uint8Array(0), 32);
}

/** Seals what a group's members say to each other. @throws PADDING_TOO_LONG */
export function sealContent(
  crypto: Crypto,
  key: Uint8Array,
  content: EnvelopeContent,
): Promise<Uint8Array> {
  return sealEnvelope(crypto, key, encodeEnvelopeContent(content));
}

/** What an envelope says under the first of the keys that opens it; `malformed` when it opens and is none of ours. */
export async function openContent<K extends { readonly envelopeKey: Uint8Array }>(
  crypto: Crypto,
  keys: Iterable<K>,
  body: Uint8Array,
): Promise<{ readonly content: EnvelopeContent | 'malformed'; readonly by: K } | undefined> {
  for (const by of keys) {
    const opened = await openEnvelope(crypto, by.envelopeKey, body);
    if (opened !== undefined) return { content: contentOf(opened), by };
  }
  return undefined;
}

function contentOf(opened: Uint8Array): EnvelopeContent | 'malformed' {
  try {
    return parseEnvelopeContent(opened);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return 'malformed';
  }
}

/**
 * Pads and seals: all that a relay sees. `nonce`: default a fresh one; one that is given was never used for another plaintext.
 * @throws PADDING_TOO_LONG
 */
export async function sealEnvelope(
  crypto: Crypto,
  key: Uint8Array,
  plaintext: Uint8Array,
  nonce: Uint8Array = crypto.random(envelopeNonceBytes),
): Promise<Uint8Array> {
  const associatedData = envelopeAssociatedData();
  const data = pad(plaintext);
  return joinEnvelope({
    nonce,
    ciphertext: await crypto.aeadSeal('AES-256-GCM', { key, nonce, associatedData, data }),
  });
}

/** What is in an envelope, or `undefined` when this key does not open it. */
export async function openEnvelope(
  crypto: Crypto,
  key: Uint8Array,
  body: Uint8Array,
): Promise<Uint8Array | undefined> {
  let envelope: Envelope;
  try {
    envelope = splitEnvelope(body);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    // What is no envelope opens with no key.
    return undefined;
  }
  const { nonce, ciphertext: data } = envelope;
  const associatedData = envelopeAssociatedData();
  const padded = await crypto.aeadOpen('AES-256-GCM', { key, nonce, associatedData, data });
  if (padded === undefined) return undefined;
  try {
    return unpad(padded);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    // Sealed by somebody with the key who pads otherwise: the same to us as one that does not open.
    return undefined;
  }
}
