import { isSottoError } from '@sotto/core';
import type { RegisterToken, RelayUrl } from '@sotto/core';
import { bytesEqual, labels } from '@sotto/protocol';
import { MlsError } from '@sotto/mls';
import type { GroupState, LeafNode } from '@sotto/mls';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import { openContent } from '../conversation/envelope.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { nowSeconds } from '../mls/key-package.ts';
import { isRefusal } from '../mls/refusal.ts';
import { acceptOwnCommit } from './accept-own-commit.ts';
import { enterEpoch } from './enter-epoch.ts';
import { forgetOwnCommit, ownCommitOf, publicCommitIn } from './own-commit.ts';
import { fetchElsewhere } from './elsewhere.ts';
import { noteOwnAdmins } from './guides.ts';
import { lookUp, lookUpSpares, lostTo } from './registers.ts';
import { relaysOf } from './relays-of.ts';
import { forbidden } from './policy.ts';

/** Something in the register of an epoch that may be its commit. */
export interface Candidate {
  /** As it is in the register. */
  readonly body: Uint8Array;
  /** MLSMessage; `undefined` when it is none, or cannot be had. */
  readonly message: Uint8Array | undefined;
}

/** The register's name for one page of an epoch (DESIGN §5.4): nobody outside of the epoch can tell that two belong together. */
export async function registerToken(
  { mls }: Pick<Engine, 'mls'>,
  group: GroupState,
  page: number,
): Promise<RegisterToken> {
  const context = new Uint8Array(4);
  new DataView(context.buffer).setUint32(0, page);
  return (await mls.exportSecret(group, labels.registerToken, context, 32)) as RegisterToken;
}

/** `taken`: this device is in a later epoch now. `unsure`: what could be asked has no commit, and not every register could be. */
export type Step = 'taken' | 'none' | 'unsure';

/**
 * Takes the next step along the chain of commits, if the registers have one.
 * @throws LINK_UNREACHABLE and other codes of `sync.lookup`, all retryable, when no register can be asked
 */
export async function walkStep(engine: Engine, conversation: ConversationHandle): Promise<Step> {
  const start = await conversation.look(({ group, room, epochs }) => ({
    group,
    epoch: group.context.epoch,
    registers: room.registers,
    relays: relaysOf(engine, group, room),
    key: epochs.at(-1)!,
  }));
  for (let page = 0; page < handsetLimits.maxRegisterPages; page++) {
    const token = await registerToken(engine, start.group, page);
    const found = [...(await lookUp(engine, start, token))];
    // Somebody says there is a commit: who could not reach the registers has put it elsewhere.
    if (conversation.record().behind > 0 && found.every(({ bodies }) => bodies.length === 0))
      found.push(...(await lookUpSpares(engine, start, token)));
    const lists: Candidate[][] = [];
    for (const { relay, bodies } of found) {
      const list = bodies.map((body) => candidate(engine, start.key, body, relay));
      lists.push(await Promise.all(list));
    }
    const stepped = await conversation.change(async (draft) => {
      if (draft.record.state === 'left' || draft.record.state === 'removed') return true;
      if (draft.group.context.epoch !== start.epoch) return true;
      return follow(engine, draft, lists.flat());
    });
    if (stepped) return 'taken';
    // Where nothing is, there is no next page either.
    if (found.every(({ bodies }) => bodies.length === 0)) {
      const asked = new Set(found.map(({ relay }) => relay));
      // What the network dropped never answers again: nothing is to be waited for there.
      const isLost = lostTo(engine);
      return start.registers.every((relay) => asked.has(relay) || isLost(relay))
        ? 'none'
        : 'unsure';
    }
  }
  return 'none';
}

/**
 * What an entry of a register is, as far as that can be told without the group. A commit that is elsewhere counts when it is at the very relay
 * whose register names it: who can read the one can read the other, so that a place which nobody reaches holds up nobody, and
 * members judge alike.
 * @throws codes of the link that pass
 */
export async function candidate(
  engine: Engine,
  key: { readonly envelopeKey: Uint8Array },
  body: Uint8Array,
  relay: RelayUrl,
): Promise<Candidate> {
  const opened = await openContent(engine.crypto, [key], body);
  if (opened === undefined || opened.content === 'malformed') return { body, message: undefined };
  const { content } = opened;
  if (content.kind === 'mls') return { body, message: content.message };
  if (content.kind !== 'elsewhere') return { body, message: undefined };
  return { body, message: await fetchElsewhere(engine, content.place, [relay]) };
}

/** Enters the next epoch by the first of the candidates that is valid. */
export async function follow(
  engine: Engine,
  draft: ConversationDraft,
  candidates: readonly Candidate[],
): Promise<boolean> {
  const own = await ownCommitOf(draft.tx, draft.record);
  for (const { body, message } of candidates) {
    if (message === undefined) continue;
    if (own?.epoch === draft.group.context.epoch && bytesEqual(body, own.body)) {
      await acceptOwnCommit(engine, draft, own);
      return true;
    }
    if (await tryCommit(engine, draft, message)) return true;
  }
  return false;
}

async function tryCommit(
  engine: Engine,
  draft: ConversationDraft,
  message: Uint8Array,
): Promise<boolean> {
  try {
    const made = publicCommitIn(engine, message);
    if (made === undefined) return false;
    const { note } = made;
    const present = { nowSeconds: nowSeconds(engine.clock) };
    const processed = await engine.mls.process(draft.group, message, present);
    if (processed.kind !== 'commit' && processed.kind !== 'removed') return false;
    const { kind, ...effects } = processed;
    const transition = processed.kind === 'commit' ? processed : undefined;
    const commit = { before: draft.group, after: transition?.state, effects, ...made };
    const why = await forbidden(engine, commit);
    if (why !== undefined) {
      engine.log.warn('handset.commit-forbidden', { why });
      return false;
    }
    // This device itself returned in its place, or one that a backup of it was restored on; then it is out.
    if (kind === 'removed' && effects.external && isOfSelf(engine, made)) await loseWay(draft);
    else await enterEpoch(engine, draft, { effects, note, transition });
    return true;
  } catch (error) {
    if (isOwnForgotten(error)) {
      await loseWay(draft);
      await noteOwnAdmins(engine, draft, publicCommitIn(engine, message)?.extensions);
      return true;
    }
    // What is no valid commit to us is none to anybody, or else we find out by what we then cannot open: docs/states/group.md.
    if (isRefusal(error) || isProtocolFault(error)) return false;
    throw error;
  }
}

function isOfSelf(
  { self }: Engine,
  { leafNode }: { readonly leafNode: LeafNode | undefined },
): boolean {
  return leafNode !== undefined && bytesEqual(leafNode.signatureKey, self.device.key);
}

/** A commit of this device that it has no memory of ends the epoch: its state is an older one. Only others know the epoch that follows. */
async function loseWay(draft: ConversationDraft): Promise<void> {
  await forgetOwnCommit(draft);
  draft.record = { ...draft.record, state: 'joining', joining: 'cut-off' };
}

/** MLS says so only of what this device has signed. */
function isOwnForgotten(error: unknown): boolean {
  return error instanceof MlsError && error.code === 'MLS_OWN_MESSAGE';
}

function isProtocolFault(error: unknown): boolean {
  return (
    isSottoError(error) &&
    /^(COMMIT_NOTE|ROOM|LEAF_MAILBOX|CBOR|CREDENTIAL|DEVICE_LINK)_/.test(error.code)
  );
}
