import { identityToRecipient } from 'age-encryption';
import { bytesEqual, deviceLinkBytesToSign, encodeDeviceLink } from '@sotto/protocol';
import type { UnsignedAddLink } from '@sotto/protocol';
import type { DeviceId, RecoveryKey } from '../api.ts';
import { erase } from '../bytes.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { wholeHour } from '../devices/whole-hour.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { putIntent, waitingIntents } from '../group/intents.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import type { RecoveryRecord } from '../storage/recovery-record.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { activeRecoveryKey, proofBytes, putPaperKey } from './paper-key.ts';
import { encodeRecoveryCode, recoverySecretBytes } from './recovery-code.ts';
import { recoveryKeys } from './recovery-keys.ts';
import type { RecoveryKeys } from './recovery-keys.ts';

interface Parts {
  readonly engine: Engine;
  /** @throws DEVICES_NOT_READY */
  readonly openNotes: () => Promise<ConversationHandle>;
}

/**
 * Makes a paper key and puts it into the chain, by a commit in the notes as for every device; it is no leaf of anything. The secret is given to the caller once, and not kept.
 * @throws see `Handset.makeRecoveryKey`
 */
export async function makeRecoveryKey(
  { engine, openNotes }: Parts,
  signal: AbortSignal,
): Promise<RecoveryKey> {
  const { crypto, chains, self, homes } = engine;
  if (activeRecoveryKey(engine) !== undefined)
    throw handsetError('RECOVERY_KEY_EXISTS', 'There is a paper key already. Revoke it first.');
  const notes = await openNotes();
  const secret = crypto.random(recoverySecretBytes);
  const keys = await recoveryKeys(crypto, secret);
  const { key, finder, seed } = keys;
  const named = { recipient: await identityToRecipient(keys.identity), finder };
  const proof = await crypto.signatures.Ed25519.sign(seed, proofBytes(named));
  const record: RecoveryRecord = {
    ...{ key, ...named, proof, keeps: false, withPictures: true, kept: undefined },
  };
  for (let attempt = 0; attempt <= handsetLimits.maxLinkAttempts; attempt++) {
    const link = await linkOf(engine, keys);
    await notes.change(async (draft) => {
      putIntent(draft, { type: 'device', device: keys.key, link });
      await putPaperKey(engine, draft.tx, record);
      draft.after(engine.devicesChanged);
    });
    await settled(engine, notes, keys.key, signal);
    const isIn = chains
      .of(self.identity)
      ?.devices.some(({ key, role }) => role === 'recovery' && bytesEqual(key, keys.key));
    if (isIn !== true) continue;
    const code = await encodeRecoveryCode(crypto, { secret, relay: homes.primary() });
    erase(secret, keys.seed);
    engine.devicesChanged();
    return { ...code, relay: homes.primary(), device: toHex(keys.key) as DeviceId };
  }
  throw handsetError('DEVICE_LINK_FAILED', 'The paper key could not be put into the chain.');
}

async function linkOf(
  { crypto, chains, self, clock }: Engine,
  keys: RecoveryKeys,
): Promise<Uint8Array> {
  const { Ed25519 } = crypto.signatures;
  const unsigned: UnsignedAddLink = {
    kind: 'add',
    signatureKey: keys.key,
    by: self.device.key,
    previous: chains.of(self.identity)?.head ?? new Uint8Array(32),
    createdAtHour: wholeHour(clock),
    role: 'recovery',
  };
  const bytes = deviceLinkBytesToSign(unsigned);
  const signature = await Ed25519.sign(self.device.signaturePrivateKey, bytes);
  return encodeDeviceLink({ ...unsigned, signature, proof: await Ed25519.sign(keys.seed, bytes) });
}

/** Waits until the notes have decided about the link: it is in the chain, or another one came first. */
async function settled(
  { store, clock }: Engine,
  notes: ConversationHandle,
  key: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const isOpen = await notes.look(async ({ record }) => {
      if (record.committing) return true;
      const waiting = await waitingIntents({ tx: beginTransaction(store), record });
      return waiting.some(
        ({ intent }) => intent.type === 'device' && bytesEqual(intent.device, key),
      );
    });
    if (!isOpen) return;
    await clock.sleep(handsetLimits.drainQuietMs, signal);
  }
}
