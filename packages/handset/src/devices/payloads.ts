import { decodeCbor, encodeCbor } from '@sotto/protocol';
import type { CborValue, Hlc } from '@sotto/protocol';
import { isSottoError } from '@sotto/core';
import type { Settings } from '../api.ts';
import type { ContactRecord } from '../storage/contact-record.ts';

/** The parts of a contact that are the same at all devices. */
export type SharedContact = Pick<
  ContactRecord,
  'petname' | 'suggestedName' | 'compared' | 'vouched' | 'blocked'
>;

/** The settings that are: how soon a device locks is its own. */
export type SharedSettings = Omit<
  Settings,
  'lockAfterSeconds' | 'lockHiddenAfterSeconds' | 'collectWhileLocked'
>;

export function contactPayload(contact: SharedContact): Uint8Array {
  const { petname, suggestedName, compared, vouched, blocked } = contact;
  return encodeCbor([petname, suggestedName, compared, vouched, blocked]);
}

export function readContact(payload: Uint8Array): SharedContact | undefined {
  const [petname, suggestedName, compared, vouched, blocked] = listOf(payload);
  if (typeof petname !== 'string' || typeof suggestedName !== 'string') return undefined;
  if (!isFlag(compared) || !isFlag(vouched) || !isFlag(blocked)) return undefined;
  return { petname, suggestedName, compared, vouched, blocked };
}

export function settingsPayload(settings: SharedSettings): Uint8Array {
  const { sendReadReceipts, sendDeliveryReceipts, sendTyping, language } = settings;
  return encodeCbor([sendReadReceipts, sendDeliveryReceipts, sendTyping, language]);
}

export function readSettings(payload: Uint8Array): SharedSettings | undefined {
  const [sendReadReceipts, sendDeliveryReceipts, sendTyping, language] = listOf(payload);
  if (!isFlag(sendReadReceipts) || !isFlag(sendDeliveryReceipts)) return undefined;
  if (!isFlag(sendTyping) || typeof language !== 'string') return undefined;
  return { sendReadReceipts, sendDeliveryReceipts, sendTyping, language };
}

export function hlcPayload({ physicalMs, counter }: Hlc): Uint8Array {
  return encodeCbor([physicalMs, counter]);
}

export function readHlc(payload: Uint8Array): Hlc | undefined {
  const [physicalMs, counter] = listOf(payload);
  if (typeof physicalMs !== 'number' || typeof counter !== 'number') return undefined;
  return { physicalMs, counter };
}

export function listPayload(items: readonly CborValue[]): Uint8Array {
  return encodeCbor([...items]);
}

/** The items of an array; none when the payload is something else. */
export function listOf(payload: Uint8Array): readonly (CborValue | undefined)[] {
  try {
    const value = decodeCbor(payload);
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return [];
  }
}

function isFlag(value: CborValue | undefined): value is boolean {
  return typeof value === 'boolean';
}
