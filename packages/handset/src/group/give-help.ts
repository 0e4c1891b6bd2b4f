import { backupLimits } from '../backup-limits.ts';
import type { Numbers } from '@sotto/protocol';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { PeerRecord } from '../storage/peer-record.ts';
import { queueAside } from './asides.ts';
import { maxInlineBytes, placeElsewhere } from './elsewhere.ts';
import { encodeHelp, helpKey } from './help.ts';
import type { HelpRequest } from './help.ts';
import { recentOf } from './forks.ts';
import { leavesOf } from './leaves.ts';
import type { Leaves } from './leaves.ts';
import { registerToken } from './walk.ts';

/**
 * Gives a member what it takes to come back: only to a device that is in the group as this one knows it, sealed to the key that it
 * asked with, under the epoch's key that it asked by. @throws codes of the relay and the link that pass
 */
export async function answerHelp(
  engine: Engine,
  conversation: ConversationHandle,
  { requestId, sender, publicKey, by }: HelpRequest,
): Promise<void> {
  const { crypto, mls } = engine;
  const now = await conversation.look(async ({ record, group, room, epochs, peers }) => ({
    isThere: record.state === 'active' || record.state === 'left',
    leaf: leavesOf(mls, group).ofDevice(sender.device),
    groupInfo: await mls.groupInfo(group, { ratchetTree: false, externalPub: true }),
    tree: mls.ratchetTree(group),
    token: await registerToken(engine, group, 0),
    epoch: epochs.at(-1)!,
    numbers: {
      devices: numbersOfGone(peers, leavesOf(mls, group)),
      epochs: recentOf({ epochs }),
    },
    room,
  }));
  if (!now.isThere || now.leaf === undefined) return;
  // Who has a key that was revoked gets nowhere by it.
  if (engine.chains.isRevoked(now.leaf.identity, sender.device)) return;
  const isShort = now.groupInfo.length + now.tree.length <= maxInlineBytes;
  const parcel = async (bytes: Uint8Array) =>
    isShort ? { bytes } : { place: await placeElsewhere(engine, bytes) };
  const encapsulated = await crypto.xwing.encapsulate(publicKey);
  if (encapsulated === undefined) return;
  const data = encodeHelp({
    groupInfo: await parcel(now.groupInfo),
    tree: await parcel(now.tree),
    token: now.token,
    envelopeKey: now.epoch.envelopeKey,
    registers: now.room.registers,
    replaces: now.leaf.leafIndex,
    numbers: now.numbers,
    links: chainFor(engine, now.leaf.identity),
  });
  const key = await helpKey(engine, encapsulated.sharedSecret, requestId);
  // A key of its own for each answer, so that one nonce will do.
  const box = { key, nonce: new Uint8Array(12), associatedData: requestId, data };
  const sealed = await crypto.aeadSeal('AES-256-GCM', box);
  const { ciphertext: kemOutput } = encapsulated;
  await conversation.change((draft) =>
    queueAside(engine, draft, {
      body: { kind: 'help', requestId, kemOutput, sealed },
      to: [sender],
      under: [by],
    }),
  );
}

/** How far the frames of devices came that are out of the group: who comes from another side of a split may miss some of them. */
function numbersOfGone(peers: ReadonlyMap<string, PeerRecord>, leaves: Leaves): Numbers['devices'] {
  const gone = [...peers.values()]
    .filter(({ device, mailbox }) => mailbox !== undefined && leaves.ofDevice(device) === undefined)
    .toSorted((a, b) => b.sinceEpoch - a.sinceEpoch)
    .slice(0, handsetLimits.maxGoneTold);
  return gone.flatMap(({ device, next, isHearsay }) =>
    next === undefined || isHearsay ? [] : [{ device, next }],
  );
}

/** A chain of many devices would leave no room for the rest. */
function chainFor({ chains }: Engine, identity: Uint8Array): readonly Uint8Array[] {
  const links = chains.links(identity);
  const bytes = links.reduce((sum, link) => sum + link.length, 0);
  return bytes > backupLimits.maxHelpChainBytes ? [] : links;
}
