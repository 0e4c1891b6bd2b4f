import { encodeInvite, encodeInviteKeyPackage } from '@sotto/protocol';
import type { Invite as InviteLink } from '@sotto/protocol';
import { sealEnvelope } from '../conversation/envelope.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import { makeKeyPackage } from '../mls/key-package.ts';
import { encodeInviteRecord } from '../storage/invite-record.ts';
import type { InviteRecord } from '../storage/invite-record.ts';
import { tables } from '../storage/tables.ts';
import type { Sync } from '../sync/sync.ts';
import { expectAnswer } from '../sync/wire.ts';
import { deriveInviteKeys } from './invite-keys.ts';
import { createOwnMailbox } from './own-mailbox.ts';

export interface NewInvite {
  readonly nowMs: number;
  readonly expiresInSeconds: number;
  readonly label: string;
  readonly signal: AbortSignal;
}

/**
 * Makes an invite. It is stored with its private keys before the relay hears of it, and only counts once the relay holds
 * everything that the link promises; a crash or failure before that leaves nothing that anybody could use.
 */
export async function createInvite(
  engine: Engine,
  sync: Sync,
  options: NewInvite,
): Promise<InviteRecord> {
  const { crypto, self, store, homes, network } = engine;
  const relay = homes.primary();
  const secret = crypto.random(32);
  const keys = await deriveInviteKeys(crypto, secret);
  const mailbox = await createOwnMailbox(crypto, homes.relays());
  const own = await makeKeyPackage(engine, mailbox);
  const expiresAtSeconds = Math.floor(options.nowMs / 1_000) + options.expiresInSeconds;
  const link: InviteLink = {
    relay,
    mailbox: mailbox.address,
    identity: self.identity,
    secret,
    expiresAtSeconds,
    charterHash: network.pin.hash() ?? null,
    ...(self.suggestedName === '' ? {} : { suggestedName: self.suggestedName }),
  };
  const making: InviteRecord = {
    id: keys.claimToken,
    secret,
    mailbox,
    positions: [],
    life: engine.lifeNumber(),
    keyPackage: own.message,
    initPrivateKey: own.initPrivateKey,
    encryptionPrivateKey: own.encryptionPrivateKey,
    label: options.label,
    link: encodeInvite(link),
    createdAtMs: options.nowMs,
    expiresAtMs: expiresAtSeconds * 1_000,
    state: 'making',
  };
  const name = { table: tables.invites, id: making.id };
  await store.write([{ put: name, value: encodeInviteRecord(making) }]);
  try {
    const offered = encodeInviteKeyPackage({ keyPackage: own.message });
    const body = await sealEnvelope(crypto, keys.keyPackageKey, offered);
    await sync.openMailbox(mailbox.readKey, [relay], options.signal);
    const session = await sync.session(relay, options.signal);
    const ttlSeconds = Math.min(
      options.expiresInSeconds + handsetLimits.registerTtlSlackSeconds,
      session.limits.maxTtlSeconds,
    );
    const answer = await session.request(
      { kind: 'register', token: keys.keyPackageToken, body, ttlSeconds },
      options.signal,
    );
    const { position } = expectAnswer(answer, 'registered');
    if (position !== 0)
      throw handsetError('RELAY_MISBEHAVES', 'The relay had something under a fresh token.');
    options.signal.throwIfAborted();
    const open: InviteRecord = { ...making, state: 'open' };
    await store.write([{ put: name, value: encodeInviteRecord(open) }]);
    return open;
  } catch (error) {
    await discard(engine, name);
    throw error;
  }
}

// Best effort: what stays behind when the store cannot be written now is removed at the next start.
async function discard(
  { store, stopping, log }: Engine,
  name: { table: string; id: Uint8Array },
): Promise<void> {
  if (stopping.aborted) return;
  await store.write([{ remove: name }]).catch(() => log.warn('handset.invite-left'));
}
