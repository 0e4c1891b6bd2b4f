import { sha256 } from '@noble/hashes/sha2.js';
import type { MailboxAddress, ReadKey } from '@sotto/core';
import { concatBytes } from '../bytes.ts';
import { encodeUtf8 } from '../utf8.ts';

/** SHA-256 of the read key: the same at every relay. */
export function mailboxAddress(readKey: ReadKey): MailboxAddress {
  return sha256(readKey) as Uint8Array as MailboxAddress;
}

/** What a `listen` signs: `"sotto relay v1 listen" ‖ 0x00 ‖ nonce ‖ address`, 86 bytes. */
export function listenSignatureInput(nonce: Uint8Array, address: MailboxAddress): Uint8Array {
  return concatBytes(listenLabel, nonce, address);
}

/** What a `close` signs: `"sotto relay v1 close" ‖ 0x00 ‖ nonce ‖ address`, 85 bytes. */
export function closeSignatureInput(nonce: Uint8Array, address: MailboxAddress): Uint8Array {
  return concatBytes(closeLabel, nonce, address);
}

const listenLabel = encodeUtf8('sotto relay v1 listen\0');
const closeLabel = encodeUtf8('sotto relay v1 close\0');
