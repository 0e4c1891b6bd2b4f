import type { Crypto } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import { concat, utf8 } from '../bytes.ts';
import { syncKeys } from '../devices/sync-keys.ts';
import { tellSiblings } from '../devices/tell-siblings.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { decodeRecovery, encodeRecovery, recoveryName } from '../storage/recovery-record.ts';
import type { RecoveryRecord } from '../storage/recovery-record.ts';
import type { Transaction } from '../storage/transaction.ts';

/** The paper key that is in the chain and not revoked. */
export function activeRecoveryKey({
  chains,
  self,
}: Pick<Engine, 'chains' | 'self'>): Uint8Array | undefined {
  return chains
    .of(self.identity)
    ?.devices.find(({ role, revokedAtHour }) => role === 'recovery' && revokedAtHour === undefined)
    ?.key;
}

/** What this device knows of the paper key that is in use. */
export async function knownPaperKey(
  engine: Pick<Engine, 'chains' | 'self'>,
  store: Pick<Transaction, 'get'>,
): Promise<RecoveryRecord | undefined> {
  const stored = await store.get(recoveryName);
  const record = stored && decodeRecovery(stored);
  const active = activeRecoveryKey(engine);
  return record && active && bytesEqual(active, record.key) ? record : undefined;
}

/** @throws RECOVERY_KEY_ABSENT */
export async function requirePaperKey(
  engine: Pick<Engine, 'chains' | 'self' | 'store'>,
): Promise<RecoveryRecord> {
  const known = await knownPaperKey(engine, engine.store);
  if (known === undefined)
    throw handsetError('RECOVERY_KEY_ABSENT', 'This device knows no paper key that is in use.');
  return known;
}

/** Puts what changed of it into `tx`, and tells one's other devices; the caller wakes `engine.devicesChanged` behind the commit. */
export async function putPaperKey(
  engine: Pick<Engine, 'chains' | 'self' | 'clock'>,
  tx: Pick<Transaction, 'get' | 'put' | 'remove'>,
  record: RecoveryRecord,
): Promise<void> {
  const value = encodeRecovery(record);
  tx.put(recoveryName, value);
  if (record.proof.length > 0) await tellSiblings(engine, tx, syncKeys.paper, value);
}

type Named = Pick<RecoveryRecord, 'recipient' | 'finder'>;

/**
 * What the paper key signs when it is made. Without it a device that is taken over, and ended later, could have left a recipient of its own behind, for whom
 * the others would seal backups from then on.
 */
export function proofBytes({ recipient, finder }: Named): Uint8Array {
  return concat(utf8('sotto v1 recovery recipient'), utf8(recipient), finder);
}

export function isProven(
  { signatures }: Pick<Crypto, 'signatures'>,
  record: RecoveryRecord,
): Promise<boolean> {
  return signatures.Ed25519.verify(record.key, proofBytes(record), record.proof);
}
