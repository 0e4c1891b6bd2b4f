import type { Crypto, IdentityHash } from '@sotto/core';
import { bytesEqual, parseDeviceLink, verifyDeviceChain } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import { takeChain } from '../devices/take-chain.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { putIntent, waitingIntents } from './intents.ts';
import type { Leaf, Leaves } from './leaves.ts';

/** Whose devices are no more, as their chain says to whoever is in the group. */
export interface RevokedHere {
  readonly identity: IdentityHash;
  /** Whether the device in this leaf is one of them. */
  readonly has: (leaf: Leaf) => boolean;
}

/**
 * What a device chain says of a group. A device is revoked here when the chain is whole, revokes it, and was gone on with from there by a device of the same
 * person that is in the group, is in use by that chain, and is not removed with it. So nobody is taken out by more than what a device beside them in the
 * group has signed, which could take them out itself: a device that is out already, and made a chain of its own, has no say.
 * @param removed leaf indices that the same commit removes
 * @returns `undefined` when the links are no chain
 */
export async function revokedHere(
  crypto: Pick<Crypto, 'signatures'>,
  leaves: Leaves,
  links: readonly Uint8Array[],
  removed: readonly number[],
): Promise<RevokedHere | undefined> {
  const chain = await verifyDeviceChain(links, crypto.signatures.Ed25519.verify);
  if (chain === undefined) return undefined;
  const { identity, devices } = chain;
  const parsed = links.map(parseDeviceLink);
  const vouches = (device: Uint8Array): boolean => {
    const leaf = leaves.ofDevice(device);
    const known = devices.find(({ key }) => bytesEqual(key, device));
    return (
      leaf !== undefined &&
      bytesEqual(leaf.identity, identity) &&
      !removed.includes(leaf.leafIndex) &&
      known?.revokedAtHour === undefined
    );
  };
  return {
    identity,
    has: (leaf) => {
      if (!bytesEqual(leaf.identity, identity)) return false;
      const at = parsed.findIndex(
        ({ kind, signatureKey }) => kind === 'revoke' && bytesEqual(signatureKey, leaf.device),
      );
      return at >= 0 && parsed.slice(at).some((link) => link.kind !== 'first' && vouches(link.by));
    },
  };
}

/**
 * Asks for every device in the group to be taken out that its person has revoked. Their own devices are to do it, and go first; who went away right after
 * revoking it is not waited for.
 */
export async function expelRevoked(
  { chains, self }: Pick<Engine, 'chains' | 'self'>,
  draft: ConversationDraft,
): Promise<void> {
  if (draft.record.state !== 'active') return;
  const here = chains
    .revoked()
    .filter(({ identity, device }) => {
      const leaf = draft.leaves.ofDevice(device);
      return leaf !== undefined && bytesEqual(leaf.identity, identity);
    })
    .filter(({ identity }) => !bytesEqual(identity, self.identity));
  if (here.length === 0) return;
  const waiting = await waitingIntents(draft);
  for (const { identity, device } of here) {
    const isAsked = waiting.some(
      ({ intent }) => intent.type === 'expel' && bytesEqual(intent.device, device),
    );
    if (!isAsked && draft.record.intents < handsetLimits.maxIntents)
      putIntent(draft, { type: 'expel', identity, device });
  }
}

/** Devices of one's own that are revoked and still in the group; in the notes the commit that revokes one takes it out. */
export function ownRevoked(
  { chains, self }: Pick<Engine, 'chains' | 'self'>,
  { kind }: Pick<ConversationDraft['record'], 'kind'>,
  leaves: Leaves,
): readonly Uint8Array[] {
  if (kind === 'notes') return [];
  return chains
    .revoked()
    .filter(
      ({ identity, device }) => bytesEqual(identity, self.identity) && leaves.ofDevice(device),
    )
    .map(({ device }) => device)
    .filter((device) => !bytesEqual(device, self.device.key));
}

/** Asks for them to be taken out now, whosever turn it is: something is to be written that they would read. */
export async function dismissRevoked(engine: Engine, draft: ConversationDraft): Promise<void> {
  const waiting = await waitingIntents(draft);
  for (const device of ownRevoked(engine, draft.record, draft.leaves)) {
    const isAsked = waiting.some(
      ({ intent }) => intent.type === 'dismiss' && bytesEqual(intent.device, device),
    );
    if (!isAsked && draft.record.intents < handsetLimits.maxIntents)
      putIntent(draft, { type: 'dismiss', device });
  }
}

/** A commit that took revoked devices out says so to those who had not heard of it. */
export async function learnRevoked(
  engine: Engine,
  draft: ConversationDraft,
  before: Leaves,
  {
    links = [],
    removed,
  }: { readonly links?: readonly Uint8Array[] | undefined; readonly removed: readonly number[] },
): Promise<void> {
  if (links.length === 0) return;
  const revoked = await revokedHere(engine.crypto, before, links, removed);
  const isSo = removed.some((leafIndex) => {
    const leaf = before.at(leafIndex);
    return leaf !== undefined && revoked?.has(leaf) === true;
  });
  if (revoked !== undefined && isSo) await takeChain(engine, draft, revoked.identity, links);
}

/** What a commit that takes a revoked device out has to say. */
export interface Expulsion {
  readonly leafIndex: number;
  readonly links: readonly Uint8Array[];
}

/** `undefined`: there is nothing to do, or nobody of theirs is here who says so. Then it is looked at again when a device of theirs comes. */
export async function planExpulsion(
  { chains, crypto }: Pick<Engine, 'chains' | 'crypto'>,
  { leaves }: Pick<ConversationDraft, 'leaves'>,
  { identity, device }: { readonly identity: Uint8Array; readonly device: Uint8Array },
  removed: readonly number[],
): Promise<Expulsion | undefined> {
  const leaf = leaves.ofDevice(device);
  if (leaf === undefined) return undefined;
  const links = chains.links(identity);
  const revoked = await revokedHere(crypto, leaves, links, [...removed, leaf.leafIndex]);
  return revoked?.has(leaf) === true ? { leafIndex: leaf.leafIndex, links } : undefined;
}
