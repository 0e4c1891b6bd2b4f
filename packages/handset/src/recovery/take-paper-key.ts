import { isSottoError } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { decodeRecovery, recoveryName } from '../storage/recovery-record.ts';
import type { RecoveryRecord } from '../storage/recovery-record.ts';
import type { Transaction } from '../storage/transaction.ts';
import { activeRecoveryKey, isProven } from './paper-key.ts';

/** Takes what another device told of the paper key: of the one that is in use, and signed by it, or nothing. */
export async function takePaperKey(
  engine: Pick<Engine, 'chains' | 'self' | 'crypto'>,
  tx: Pick<Transaction, 'put'>,
  payload: Uint8Array,
): Promise<void> {
  const record = recordIn(payload);
  const active = activeRecoveryKey(engine);
  if (record === undefined || active === undefined || !bytesEqual(active, record.key)) return;
  if (await isProven(engine.crypto, record)) tx.put(recoveryName, payload);
}

function recordIn(payload: Uint8Array): RecoveryRecord | undefined {
  try {
    return decodeRecovery(payload);
  } catch (error) {
    // Of a later version, or of none.
    if (!isSottoError(error)) throw error;
    return undefined;
  }
}
