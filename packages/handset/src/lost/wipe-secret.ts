import type { Crypto } from '@sotto/core';
import { labelBytes, labels } from '@sotto/protocol';

export const wipeSecretBytes = 32;

/** How a device knows the command to wipe itself, and where it looks for it. Nobody can make the command of it. */
export interface Watched {
  /** Register token, 32 bytes. */
  readonly token: Uint8Array;
  /** SHA-256 of the command. */
  readonly hash: Uint8Array;
}

type Expand = Pick<Crypto, 'hkdfExpand'>;

export async function watchedOf(
  crypto: Pick<Crypto, 'hkdfExpand' | 'hash'>,
  secret: Uint8Array,
): Promise<Watched> {
  const token = await expand(crypto, secret, labels.wipeToken);
  return { token, hash: await crypto.hash('SHA-256', await commandOf(crypto, secret)) };
}

/** What is registered under the token. */
export function commandOf(crypto: Expand, secret: Uint8Array): Promise<Uint8Array> {
  return expand(crypto, secret, labels.wipeCommand);
}

/** What the device registers when it has the command, and where. It follows from the command, which the device learns by it. */
export async function receiptOf(
  crypto: Expand,
  command: Uint8Array,
): Promise<{ readonly token: Uint8Array; readonly body: Uint8Array }> {
  return {
    token: await expand(crypto, command, labels.wipeReceiptToken),
    body: await expand(crypto, command, labels.wipeReceipt),
  };
}

/** The one of the bodies that is the command. */
export async function commandAmong(
  crypto: Pick<Crypto, 'hash' | 'equal'>,
  { hash }: Watched,
  bodies: readonly Uint8Array[],
): Promise<Uint8Array | undefined> {
  for (const body of bodies)
    if (crypto.equal(await crypto.hash('SHA-256', body), hash)) return body;
  return undefined;
}

function expand(
  crypto: Expand,
  secret: Uint8Array,
  label: Parameters<typeof labelBytes>[0],
): Promise<Uint8Array> {
  return crypto.hkdfExpand('SHA-256', secret, labelBytes(label), 32);
}
