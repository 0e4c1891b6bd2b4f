import type { Crypto, RecordEntry, Records } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { memoryRecords } from '@sotto/records-memory';
import type { MemoryRecordsOptions } from '@sotto/records-memory';
import { createVault } from '../src/vault/create-vault.ts';
import type { CreateVaultOptions } from '../src/vault/create-vault.ts';
import { openVault } from '../src/vault/vault.ts';
import type { OpenVault } from '../src/vault/vault.ts';
import type { VaultParts } from '../src/vault/vault-parts.ts';
import { wipeVault } from '../src/vault/wipe.ts';
import { stepClock } from './step-clock.ts';
import { anyTables, vaultParts } from './vault-parts.ts';

export const crypto: Crypto = await nodeCrypto().create({});
export const cheap = { memoryKiB: 8, passes: 1, parallelism: 1 } as const;
export const passphrase = 'correct horse battery';

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const read = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export async function makeParts(options: MemoryRecordsOptions = {}): Promise<VaultParts> {
  const records = await memoryRecords(options).create({});
  return { ...vaultParts(records, crypto), registry: anyTables() };
}

export async function makeVault(
  parts: VaultParts,
  options: Partial<CreateVaultOptions> = {},
): Promise<OpenVault> {
  return createVault(parts, { passphrase, unsafeArgon2: cheap, ...options });
}

export function reopen(parts: VaultParts, with_: string = passphrase): Promise<OpenVault> {
  return openVault(parts, { passphrase: with_ });
}

export function wipe(parts: VaultParts): Promise<void> {
  return wipeVault({ ...parts, clock: stepClock() });
}

/** Everything that the store holds, as whoever has the disk sees it. */
export async function dump(records: Records): Promise<RecordEntry[]> {
  const all = { from: new Uint8Array(0), to: new Uint8Array(65).fill(0xff) };
  const entries: RecordEntry[] = [];
  for await (const entry of records.range(all)) entries.push(entry);
  return entries;
}

/** The records without the header and those of the roots: they stand under the prefix of the only record of a vault that holds nothing. */
export function withoutRoots(
  entries: readonly RecordEntry[],
  empty: readonly RecordEntry[],
): RecordEntry[] {
  const root = empty.find(({ key }) => key.length === 32);
  const prefix = root === undefined ? '' : hex(root.key.subarray(0, 16));
  return entries.filter(
    ({ key }) => (key.length === 24 || key.length === 32) && !hex(key).startsWith(prefix),
  );
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
