import { expect, test } from 'vitest';
import { proofBytes } from '../src/recovery/paper-key.ts';
import { takePaperKey } from '../src/recovery/take-paper-key.ts';
import { recoveryKeys } from '../src/recovery/recovery-keys.ts';
import { decodeRecovery, encodeRecovery, recoveryName } from '../src/storage/recovery-record.ts';
import type { RecoveryRecord } from '../src/storage/recovery-record.ts';
import { crypto } from './node-crypto.ts';

const { Ed25519 } = crypto.signatures;
const recipient = 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqs0pevqq';
const theirs = 'age1pppppppppppppppppppppppppppppppppppppppppppppppppppqdatuxl';

async function made(): Promise<{
  record: RecoveryRecord;
  take: (payload: Uint8Array) => Promise<Uint8Array | undefined>;
}> {
  const { seed, key, finder } = await recoveryKeys(crypto, crypto.random(16));
  const named = { recipient, finder };
  const proof = await Ed25519.sign(seed, proofBytes(named));
  const kept = { by: crypto.random(32), madeAtMs: 1, atMs: 2, untilMs: 3 };
  const record = { key, ...named, proof, keeps: true, withPictures: true, kept };
  const devices = [{ key, role: 'recovery', revokedAtHour: undefined }];
  const engine = {
    crypto,
    chains: { of: () => ({ devices }) },
    self: { identity: crypto.random(32) },
  };
  const take = async (payload: Uint8Array): Promise<Uint8Array | undefined> => {
    let put: Uint8Array | undefined;
    await takePaperKey(
      engine as never,
      { put: (name, value) => void (name === recoveryName && (put = value)) },
      payload,
    );
    return put;
  };
  return { record, take };
}

test('what is known of a paper key is taken from another device when the paper key signed it, and from nobody else', async () => {
  const { record, take } = await made();
  const payload = encodeRecovery(record);
  expect(decodeRecovery((await take(payload))!)).toEqual(record);
  const other = await made();
  const forged: readonly RecoveryRecord[] = [
    { ...record, recipient: theirs },
    { ...record, finder: crypto.random(32) },
    { ...record, proof: new Uint8Array(0) },
    { ...record, proof: new Uint8Array(64) },
    { ...record, recipient: theirs, proof: other.record.proof },
    other.record,
  ];
  for (const each of forged) expect(await take(encodeRecovery(each))).toBeUndefined();
  for (const bytes of [new Uint8Array(0), crypto.random(100), payload.slice(0, -1)])
    expect(await take(bytes)).toBeUndefined();
});
