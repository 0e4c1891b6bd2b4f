import type { Crypto } from '@sotto/core';
import { concat, erase } from '../bytes.ts';
import type { HeaderOf3, VaultHeader } from './header.ts';
import { headerPrefix, sealBytes, slotCount } from './header.ts';
import type { CoverContent, MainContent, SlotKey } from './slot.ts';
import { decodeSlot, encodeSlot, masterKeyBytes } from './slot.ts';
import { bindKey, slotKey } from './slot-key.ts';

export type Random = (length: number) => Uint8Array;

/** A slot that a passphrase opened. */
export interface OpenedSlot extends SlotKey {
  readonly content: MainContent | CoverContent;
}

/** Where a vault's own passphrase lies, and what its slot holds. */
export type MainSlot = SlotKey & Omit<MainContent, 'opens'>;

const nonceBytes = 12;

/** Tries every slot, whichever opens: the work tells nothing. */
export async function openSlots(
  crypto: Crypto,
  header: VaultHeader,
  stretched: Uint8Array,
  deviceSecret: Uint8Array | undefined,
): Promise<OpenedSlot | undefined> {
  const prefix = headerPrefix(header);
  let opened: OpenedSlot | undefined;
  for (const [index, slot] of header.slots.entries()) {
    const key = await slotKey(crypto, stretched, index);
    const sealKey = await bindKey(crypto, key, deviceSecret);
    const bytes = await openSlot(crypto, sealKey, concat(prefix, Uint8Array.of(index)), slot);
    erase(sealKey);
    const content = bytes && decodeSlot(bytes);
    if (bytes) erase(bytes);
    if (content) opened = { index, key, content };
    else erase(key);
  }
  return opened;
}

/** The master key in a vault of version 3: kind 1, key, zeros to 64 bytes. */
export async function openSlotOf3(
  crypto: Crypto,
  { prefix, slot }: HeaderOf3,
  stretched: Uint8Array,
): Promise<Uint8Array | undefined> {
  const key = await slotKey(crypto, stretched, 0);
  const content = await openSlot(crypto, key, concat(prefix, Uint8Array.of(0)), slot);
  erase(key);
  if (content?.[0] !== 1) return undefined;
  const masterKey = content.slice(1, 1 + masterKeyBytes);
  erase(content);
  return masterKey;
}

/**
 * Every slot with a fresh nonce: the main one, the duress one when there is one, and in the others what nobody has the key
 * of. As many random bytes and seals are made whichever are in use.
 */
export async function sealSlots(
  crypto: Crypto,
  random: Random,
  header: Pick<VaultHeader, 'cost' | 'salt'>,
  main: MainSlot,
  deviceSecret: Uint8Array | undefined,
): Promise<readonly Uint8Array[]> {
  const prefix = headerPrefix(header);
  const slots: Uint8Array[] = [];
  for (let index = 0; index < slotCount; index += 1) {
    const nonce = random(nonceBytes);
    const nobodys = random(masterKeyBytes);
    const key =
      index === main.index ? main.key : index === main.duress?.index ? main.duress.key : nobodys;
    const content = encodeSlot(
      index === main.index
        ? { opens: 'vault', ...main }
        : { opens: 'cover', masterKey: main.coverKey },
    );
    const sealKey = await bindKey(crypto, key, deviceSecret);
    const sealed = await crypto.aeadSeal('AES-256-GCM', {
      key: sealKey,
      nonce,
      associatedData: concat(prefix, Uint8Array.of(index)),
      data: content,
    });
    erase(sealKey, nobodys, content);
    slots.push(concat(nonce, sealed));
  }
  return slots;
}

/** An index of a slot that is not `taken`, each as likely as the others. `chance` has 4 bytes or more. */
export function anyIndex(chance: Uint8Array, taken?: number): number {
  const free = Array.from({ length: slotCount }, (_, index) => index).filter(
    (index) => index !== taken,
  );
  const number = new DataView(chance.buffer, chance.byteOffset, 4).getUint32(0);
  // 2^32 over 3 leaves one over: the first is likelier by 2^-32.
  return free[number % free.length] ?? 0;
}

/** Overwrites every key in it. */
export function eraseMain({ key, masterKey, coverKey, duress }: MainSlot): void {
  erase(key, masterKey, coverKey);
  if (duress) erase(duress.key);
}

async function openSlot(
  crypto: Crypto,
  key: Uint8Array,
  associatedData: Uint8Array,
  slot: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (slot.length < sealBytes) return undefined;
  return crypto.aeadOpen('AES-256-GCM', {
    key,
    nonce: slot.subarray(0, nonceBytes),
    associatedData,
    data: slot.subarray(nonceBytes),
  });
}
