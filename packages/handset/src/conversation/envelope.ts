import { isSottoError } from '@sotto/core';
import type { Crypto } from '@sotto/core';
import type { GroupState, Mls } from '@sotto/mls';
import {
  encodeEnvelopeContent,
  envelopeAssociatedData,
  envelopeNonceBytes,
  findSharedKey,
  joinEnvelope,
  joinSharedEnvelope,
  labels,
  maxSharedKeys,
  pad,
  parseEnvelopeContent,
  sharedKeyBytes,
  sharedSlot,
  sharedSlotBytes,
  sharedSlotInfo,
  sharedSlotsBytes,
  splitEnvelope,
  splitSharedEnvelope,
  unpad,
} from '@sotto/protocol';
import type { Envelope, EnvelopeContent, SharedEnvelope } from '@sotto/protocol';
import { concat } from '../bytes.ts';

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

/**
 * Seals it once for whoever has one of these keys, 1 to 16: a reader has none to try in vain, and so never takes what is theirs for something that no key opens.
 * @throws PADDING_TOO_LONG
 */
export async function sealContentFor(
  crypto: Crypto,
  keys: readonly Uint8Array[],
  content: EnvelopeContent,
): Promise<Uint8Array> {
  const [only] = keys;
  if (only !== undefined && keys.length === 1) return sealContent(crypto, only, content);
  const nonce = crypto.random(envelopeNonceBytes);
  const key = crypto.random(sharedKeyBytes);
  const used = await Promise.all(
    keys.map(async (each) => sharedSlot(await slotKey(crypto, each, nonce), key)),
  );
  const left = crypto.random((maxSharedKeys - keys.length) * sharedSlotBytes);
  const slots = concat(...used, left);
  const data = pad(encodeEnvelopeContent(content), sharedSlotsBytes);
  const associatedData = concat(envelopeAssociatedData(), slots);
  const box = { key, nonce, associatedData, data };
  return joinSharedEnvelope({
    nonce,
    slots,
    ciphertext: await crypto.aeadSeal('AES-256-GCM', box),
  });
}

function slotKey(crypto: Crypto, key: Uint8Array, nonce: Uint8Array): Promise<Uint8Array> {
  return crypto.hkdfExpand('SHA-256', key, sharedSlotInfo(nonce), sharedSlotBytes);
}

export interface OpenedContent<K> {
  readonly content: EnvelopeContent | 'malformed';
  /** Which key opened it; of one that several open, the first that does. */
  readonly by: K;
  /** It was sealed for several keys. */
  readonly isShared: boolean;
}

/** What an envelope says under the first of the keys that opens it; `malformed` when it opens and is none of ours. */
export async function openContent<K extends { readonly envelopeKey: Uint8Array }>(
  crypto: Crypto,
  keys: readonly K[],
  body: Uint8Array,
): Promise<OpenedContent<K> | undefined> {
  for (const by of keys) {
    const opened = await openEnvelope(crypto, by.envelopeKey, body);
    if (opened !== undefined) return { content: contentOf(opened), by, isShared: false };
  }
  for (const by of keys) {
    const opened = await openShared(crypto, by.envelopeKey, body);
    if (opened !== undefined) return { content: asideOf(opened), by, isShared: true };
  }
  return undefined;
}

/** Nothing but asides is for readers of whom it is not known in which epochs they are. */
function asideOf(opened: Uint8Array): EnvelopeContent | 'malformed' {
  const content = contentOf(opened);
  return content !== 'malformed' && content.kind === 'aside' ? content : 'malformed';
}

async function openShared(
  crypto: Crypto,
  epochKey: Uint8Array,
  body: Uint8Array,
): Promise<Uint8Array | undefined> {
  let envelope: SharedEnvelope;
  try {
    envelope = splitSharedEnvelope(body);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return undefined;
  }
  const { nonce, slots, ciphertext: data } = envelope;
  const key = findSharedKey(slots, await slotKey(crypto, epochKey, nonce));
  if (key === undefined) return undefined;
  const associatedData = concat(envelopeAssociatedData(), slots);
  const padded = await crypto.aeadOpen('AES-256-GCM', { key, nonce, associatedData, data });
  return padded && unpadded(padded, sharedSlotsBytes);
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
  return unpadded(padded);
}

function unpadded(padded: Uint8Array, besideBytes?: number): Uint8Array | undefined {
  try {
    return unpad(padded, besideBytes);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    // Sealed by somebody with the key who pads otherwise: the same to us as one that does not open.
    return undefined;
  }
}
