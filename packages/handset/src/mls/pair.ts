import { eraseGroup } from '@sotto/mls';
import type { GroupState, KeyPackage, Member, Mls, OwnKeyPackage } from '@sotto/mls';
import { erase } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { KeyPackageParts } from './key-package.ts';
import { makeKeyPackage, nowSeconds } from './key-package.ts';
import { pairSuite } from './pair-mls.ts';
import { refusal } from './refusal.ts';

/** The one who makes a pair is its first leaf; the one who is welcomed its second. */
const inviteeLeaf = 0;
const inviterLeaf = 1;
const firstEpoch = 1n;

/**
 * A group of two: makes it, and adds the owner of `keyPackage` without a path, as both leaves are new (RFC 9420 §12.4). The
 * commit is sent to nobody, for there is nobody else. Nothing of it is stored yet.
 * @throws what the engine refuses a KeyPackage for
 */
export async function foundPair(
  parts: KeyPackageParts & Pick<Engine, 'crypto'>,
  keyPackage: KeyPackage,
): Promise<{ readonly group: GroupState; readonly welcome: Uint8Array }> {
  const { mls, clock, crypto } = parts;
  const present = { nowSeconds: nowSeconds(clock) };
  const made = await makeKeyPackage(parts);
  // A state ends with its secrets, and the device goes on.
  const own = { ...made, signaturePrivateKey: made.signaturePrivateKey.slice() };
  const alone = await mls.createGroup({ groupId: crypto.random(32), own, ...present });
  const { spent, welcome, accepted } = await mls.commit(alone.state, {
    proposals: [{ proposalType: 'add', keyPackage }],
    path: false,
    ...present,
  });
  erase(...alone.spent, ...spent, ...accepted.spent);
  return { group: accepted.state, welcome: welcome! };
}

/**
 * Joins the pair that a Welcome offers (RFC 9420 §12.4.3.1), and none but a pair: one new member, two in all, no extension,
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
  if (isPair(state)) return state;
  eraseGroup(state);
  throw refusal('A Welcome leads to a group that is not a new pair.');
}

/** The leaf that is not ours. */
export function otherMember({ mls }: Pick<Engine, 'mls'>, group: GroupState): Member['leafNode'] {
  const other = mls.members(group).find(({ leafIndex }) => leafIndex !== group.keys.leafIndex);
  return other!.leafNode;
}

function isPair({ context, tree, keys }: GroupState): boolean {
  return (
    context.cipherSuite === pairSuite &&
    context.epoch === firstEpoch &&
    context.extensions.length === 0 &&
    keys.leafIndex === inviterLeaf &&
    tree.nodes[2 * inviteeLeaf] !== undefined
  );
}
