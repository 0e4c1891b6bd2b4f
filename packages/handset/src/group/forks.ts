import type { Aside, EpochSeen, EpochsAside } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { wasIn } from '../storage/epoch-record.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import { decodeIntent } from '../storage/intent-record.ts';
import { tables } from '../storage/tables.ts';
import { queueAside } from './asides.ts';
import type { Leaf } from './leaves.ts';
import { giveHelp } from './help.ts';
import { someOf } from './some-of.ts';
import { isOtherwise } from './told-epochs.ts';

/** How the epochs of two devices of one group lie to each other. */
export type Comparison =
  /** They have been in the same epochs, as far as both know. */
  | 'same'
  /** The other one is further along the same chain. */
  | 'behind'
  | 'ahead'
  /** The group has split, and this device's side is the one that stays. */
  | 'ours stays'
  /** The group has split, and the other side stays. */
  | 'theirs stays';

/**
 * Compares by the first epoch in which two devices differ. Which side stays is decided by that epoch's authenticators alone, the
 * smaller one: the same for everybody, whenever they look, and nothing that a relay could choose.
 */
export function compare(ours: readonly EpochSeen[], theirs: readonly EpochSeen[]): Comparison {
  const known = new Map(ours.map(({ epoch, authenticator }) => [epoch, authenticator]));
  for (const { epoch, authenticator } of theirs) {
    const own = known.get(epoch);
    if (own === undefined) continue;
    const order = compareBytes(own, authenticator);
    if (order !== 0) return order < 0 ? 'ours stays' : 'theirs stays';
  }
  const [last, other] = [ours.at(-1)?.epoch ?? 0n, theirs.at(-1)?.epoch ?? 0n];
  if (last === other) return 'same';
  return last < other ? 'behind' : 'ahead';
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? -1) - (b[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

export interface EpochReport {
  readonly aside: Aside;
  readonly sender: Leaf;
  readonly body: EpochsAside;
  /** Under whose key it came. */
  readonly by: EpochRecord;
}

/** What another device says of its epochs: a commit that was missed, a split, or one that asks to be let in again. */
export async function compareEpochs(
  engine: Engine,
  draft: ConversationDraft,
  { aside, sender, body, by }: EpochReport,
): Promise<void> {
  if (draft.record.state !== 'active') return;
  const result = compare(draft.epochs, body.recent);
  const who = toHex(sender.identity);
  if (result !== 'ours stays') engine.claims.isHere(draft.record.id, who);
  else if (body.help !== null) engine.claims.isElsewhere(draft.record.id, who);
  if (result === 'behind' || result === 'theirs stays') {
    noteClaim(engine, draft, sender, body);
    if (result === 'theirs stays') await helpBack(engine, draft, { aside, sender, body, by });
    return;
  }
  if (result === 'ours stays' && isDeserted(engine, draft, body.recent))
    noteClaim(engine, draft, sender, body);
  if (result === 'same') letClaimBe(engine, draft, sender);
  // Who asks for help may know of a commit that was not told to anybody here.
  if (result === 'same' && body.help !== null)
    draft.record = { ...draft.record, behind: draft.record.behind + 1 };
  if (result !== 'ours stays' && result !== 'ahead') return;
  const asked = body.help === null ? '' : toHex(aside.id);
  if (!engine.claims.mayAnswer(draft.record.id, `${toHex(sender.device)} ${asked}`)) return;
  // Their side goes on without them knowing: they are told under the key that they used.
  if (body.help === null)
    await reportEpochs(engine, draft, { to: [sender], under: [by], help: null });
  // Who is on the same side would lead them to where they do not want to be.
  else await giveHelp(engine, draft, { requestId: aside.id, sender, publicKey: body.help, by });
}

/**
 * Somebody on the side that stays asks for help, and gets none there: they are alone, and have lost their place; or are deserted, as nobody may follow
 * them.
 */
async function helpBack(
  engine: Engine,
  draft: ConversationDraft,
  { aside, sender, body, by }: EpochReport,
): Promise<void> {
  if (body.help === null) return;
  const { claims } = engine;
  const { id } = draft.record;
  const device = toHex(sender.device);
  if (!claims.saysForLong(id, device)) return;
  if (!claims.mayAnswer(id, `${device} ${toHex(aside.id)}`)) return;
  await giveHelp(engine, draft, { requestId: aside.id, sender, publicKey: body.help, by });
}

/**
 * Whether everybody else has been asking for long, from another side, to be let in on this one, and does not come: they may not follow whoever leads
 * here. Then this device is alone on the side that stays, with whom it let in there, and goes to theirs.
 * @param recent epochs of the other side
 */
export function isDeserted(
  { claims, self }: Pick<Engine, 'claims' | 'self'>,
  { record, leaves, epochs }: Pick<ConversationDraft, 'record' | 'leaves' | 'epochs'>,
  recent: readonly EpochSeen[],
): boolean {
  const did = epochs.filter((each) => isOtherwise(each, recent)).flatMap((each) => each.did);
  const letIn = did.map(decodeIntent).filter((intent) => intent.type === 'add');
  const own = [self.identity, ...letIn.map(({ identity }) => identity)].map(toHex);
  const others = leaves
    .identities()
    .map(toHex)
    .filter((each) => !own.includes(each));
  // Who took out everybody else hears it from them.
  if (others.length === 0) return claims.of(record.id)?.isSplit === true;
  return claims.areElsewhere(record.id, others);
}

/** Who said that others are elsewhere is here now. */
function letClaimBe(
  { claims }: Pick<Engine, 'claims'>,
  { record, tx }: Pick<ConversationDraft, 'record' | 'tx'>,
  { device }: Leaf,
): void {
  const by = claims.of(record.id)?.by?.device;
  if (by === undefined || toHex(by) !== toHex(device)) return;
  claims.forget(record.id);
  tx.remove({ table: tables.rejoin, id: record.id });
}

/** A Welcome by a member shows that they are on another side of a split: one side has to hear of the other. */
export async function hearOfSide(
  engine: Engine,
  draft: ConversationDraft,
  { by, recent }: { readonly by: Leaf; readonly recent: readonly EpochSeen[] },
): Promise<void> {
  if (draft.record.state !== 'active' || draft.leaves.ofDevice(by.device) === undefined) return;
  const how = compare(draft.epochs, recent);
  if (how === 'theirs stays') noteClaim(engine, draft, by, { recent });
  if (how !== 'ours stays') return;
  if (!engine.claims.mayAnswer(draft.record.id, `${toHex(by.device)} welcome`)) return;
  const others = draft.leaves.all.filter(({ leafIndex }) => leafIndex !== draft.me.leafIndex);
  const to = [by, ...someOf(engine, others, handsetLimits.maxAskedForHelp)];
  await reportEpochs(engine, draft, { to, under: spreadEpochs(draft.epochs), help: null });
}

/** Somebody is further along, or on another side: they are asked about it. */
export function noteClaim(
  { claims }: Pick<Engine, 'claims'>,
  draft: ConversationDraft,
  by: Leaf,
  { recent }: Pick<EpochsAside, 'recent'>,
): void {
  const how = compare(draft.epochs, recent);
  const isSplit = how === 'theirs stays' || how === 'ours stays';
  const epoch = recent.at(-1)?.epoch ?? 0n;
  claims.note(draft.record.id, { epoch, isSplit, by });
  draft.record = { ...draft.record, behind: draft.record.behind + 1 };
}

export interface Report {
  readonly to: readonly Leaf[];
  /** Epochs whose keys open it, the newest first. */
  readonly under: readonly EpochRecord[];
  /** X-Wing public key, to ask for help. */
  readonly help: Uint8Array | null;
  /** 16 bytes; default fresh ones. */
  readonly id?: Uint8Array;
  readonly asFormer?: boolean;
}

/** Says to others which epochs this device has been in. */
export async function reportEpochs(
  engine: Engine,
  draft: Pick<ConversationDraft, 'tx' | 'record' | 'epochs' | 'after' | 'me'>,
  { to, under, help, id, asFormer = false }: Report,
): Promise<void> {
  const recent = recentOf(draft);
  const { address, relays } = draft.record.own;
  const body = { kind: 'epochs', recent, help, mailbox: { address, relays } } as const;
  await queueAside(engine, draft, {
    body,
    to,
    under,
    asFormer,
    ...(id === undefined ? {} : { id }),
  });
}

/** What this device says of its epochs. */
export function recentOf({ epochs }: Pick<ConversationDraft, 'epochs'>): readonly EpochSeen[] {
  return epochs
    .slice(-handsetLimits.maxEpochsReported)
    .map(({ epoch, authenticator }) => ({ epoch, authenticator }));
}

/**
 * Epochs under whose keys a report reaches those who left the chain at any point: the last, ever fewer further back, and the oldest. Others may
 * know none of these: with each `turn` other ones between are taken, until all were.
 */
export function spreadEpochs(all: readonly EpochRecord[], turn = 0): readonly EpochRecord[] {
  const epochs = all.filter(wasIn);
  const count = epochs.length;
  const backs = new Set(count === 0 ? [] : [0]);
  for (let back = 0; back < count; back = back * 2 + 1) backs.add((back + turn) % count);
  if (count > 0) backs.add(count - 1);
  return [...backs].map((back) => epochs.at(-1 - back)!);
}
