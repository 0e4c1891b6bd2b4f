import type { RelayUrl } from '@sotto/core';
import { eraseGroup } from '@sotto/mls';
import type { GroupState, KeyPackage, Mls, OwnKeyPackage } from '@sotto/mls';
import { encodeCommitNote } from '@sotto/protocol';
import { erase } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { groupSuite } from '../mls/group-mls.ts';
import { nowSeconds } from '../mls/key-package.ts';
import { refusal } from '../mls/refusal.ts';
import type { OwnMailbox } from '../storage/conversation-record.ts';
import { beginGroup, plainRoom } from './begin-group.ts';
import type { BeginParts } from './begin-group.ts';
import { leavesOf } from './leaves.ts';
import { roomOf } from './room-of.ts';

/** The one who makes a pair is its first leaf; the one who is welcomed its second. */
const inviterLeaf = 1;
const firstEpoch = 1n;

export interface PairInput {
  /** Of the other one. */
  readonly keyPackage: KeyPackage;
  readonly own: OwnMailbox;
  readonly registers: readonly RelayUrl[];
}

/**
 * A group of two: makes it, and adds the owner of `keyPackage` without a path, as both leaves are new (RFC 9420 §12.4). The
 * commit is sent to nobody, for there is nobody else. Nothing of it is stored yet.
 * @throws what the engine refuses a KeyPackage for
 */
export async function foundPair(
  engine: BeginParts,
  { keyPackage, own, registers }: PairInput,
): Promise<{ readonly group: GroupState; readonly welcome: Uint8Array }> {
  const { mls, clock } = engine;
  const alone = await beginGroup(engine, plainRoom('direct', registers), own);
  const { spent, welcome, accepted } = await mls.commit(alone, {
    proposals: [{ proposalType: 'add', keyPackage }],
    path: false,
    authenticatedData: encodeCommitNote({ leaves: [], clock: { physicalMs: 0, counter: 0 } }),
    nowSeconds: nowSeconds(clock),
  });
  erase(...spent, ...accepted.spent);
  return { group: accepted.state, welcome: welcome! };
}

/**
 * Joins the pair that a Welcome offers (RFC 9420 §12.4.3.1), and none but a pair: one new member, two in all, a room of two,
 * and the first epoch after creation. Takes over the private keys in `own`. Nothing of it is stored yet.
 * @throws MLS_REFUSED and the engine's codes: see `isRefusal`
 */
export async function joinPair(
  { mls }: Pick<Engine, 'mls'>,
  own: OwnKeyPackage,
  welcome: Uint8Array,
): Promise<GroupState> {
  try {
    return await join(mls, own, welcome);
  } catch (error) {
    erase(own.initPrivateKey, own.encryptionPrivateKey, own.signaturePrivateKey);
    throw error;
  }
}

async function join(mls: Mls, own: OwnKeyPackage, bytes: Uint8Array): Promise<GroupState> {
  if (bytes.length > handsetLimits.maxMlsWelcomeBytes) throw refusal('A Welcome is too long.');
  const message = mls.parse(bytes);
  if (message.wireFormat !== 'welcome' || message.welcome.secrets.length !== 1) {
    throw refusal('This is no Welcome for one new member.');
  }
  // Which groups there are is asked before the new one is stored: it takes a look at the store.
  const input = { welcome: bytes, own: [own], isMemberOf: () => false };
  const { state, spent } = await mls.joinGroup(input);
  erase(...spent);
  if (isPair(mls, state)) return state;
  eraseGroup(state);
  throw refusal('A Welcome leads to a group that is not a new pair.');
}

function isPair(mls: Mls, group: GroupState): boolean {
  const { context, keys } = group;
  return (
    context.cipherSuite === groupSuite &&
    context.epoch === firstEpoch &&
    roomOf(context).kind === 'direct' &&
    keys.leafIndex === inviterLeaf &&
    mls.members(group).length === 2 &&
    leavesOf(mls, group).all.length === 2
  );
}
