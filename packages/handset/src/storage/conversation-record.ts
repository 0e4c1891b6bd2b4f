import type { MailboxAddress, ReadKey, RelayUrl } from '@sotto/core';
import { hlcZero } from '@sotto/protocol';
import type { CborValue, Hlc } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';
import type { FieldReader } from './fields.ts';

/**
 * What a conversation is, beside its MLS state and its messages. Kept as two records: what rarely changes in `conversations`, what
 * changes with every message in `counters`, so that a message costs what it changes.
 */
export interface ConversationRecord extends ConversationFacts, ConversationCounters {}

export interface ConversationFacts {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group' | 'notes';
  readonly createdAtMs: number;
  /** Of the invite that it came from; empty for others. */
  readonly inviteId: Uint8Array;
  /** Of the MLS group; the same for as long as there is the conversation. */
  readonly groupId: Uint8Array;
  readonly state: 'active' | 'joining' | 'left' | 'removed';
  /** Why it is `joining`: see docs/states/group.md. */
  readonly joining: JoiningReason | undefined;
  /** Of a conversation of two; else empty. */
  readonly contactIdentity: Uint8Array;
  readonly own: OwnMailbox;
  readonly muted: boolean;
  /** What was typed and not sent. */
  readonly draft: string;
  /** When this device last renewed its leaf; once it is out, since when. */
  readonly updatedAtMs: number;
  /** What its group says of it, so that a list needs no MLS state. */
  readonly summary: Summary;
}

export interface Summary {
  /** The `Room` of the group's context, encoded. */
  readonly room: Uint8Array;
  /** Identities, oneself too. */
  readonly members: number;
  readonly isAdmin: boolean;
  /** Relays that were ever a member's, the newest last: what was said to be there may still be fetched when that member is gone. */
  readonly relays: readonly RelayUrl[];
}

/** `restored`: the store is an older copy. `cut-off`: the others are in epochs that this one cannot reach. */
export type JoiningReason = 'restored' | 'cut-off';

export interface ConversationCounters {
  /** The newest of the clocks that were seen or used here. */
  readonly hlc: Hlc;
  /** Number of the next frame of one's own. */
  readonly ownSequence: number;
  /**
   * The first of the numbers that this device left out last, as an older copy of its store may have used them; `noneSkipped`; or
   * `leapIsDue` when far more are to be left out before the next frame, as this device is new to its group again.
   */
  readonly skippedFrom: number;
  /** The life of this handset in which something was last sent here, or in which what the conversation came of was made. */
  readonly lastLife: number;
  readonly unread: number;
  /** Of the unread, those that mention this person. */
  readonly mentions: number;
  /** No message before this clock is unread. */
  readonly unseenFrom: Hlc;
  /** Ordinal of the next content that waits to be encrypted, and how many wait. */
  readonly nextPending: number;
  readonly pending: number;
  /** Ordinal of the next upload, and how many wait. */
  readonly nextUpload: number;
  readonly waitingUploads: number;
  /** Frames of others that are missing. */
  readonly missing: number;
  /** Ordinal of the next envelope that no key opens, and how many are kept. */
  readonly nextPuzzle: number;
  readonly puzzles: number;
  /** Ordinal of the next change that is asked for, and how many wait. */
  readonly nextIntent: number;
  readonly intents: number;
  /** A commit of one's own is on its way: see own-commit-record.ts. */
  readonly committing: boolean;
  /** How often somebody said that there is a commit, since the registers were asked last; 0: nobody did. */
  readonly behind: number;
  readonly receipts: PendingReceipts;
  /** Up to where the mailbox at each relay was dealt with. */
  readonly positions: readonly RelayPosition[];
}

export interface RelayPosition {
  readonly relay: RelayUrl;
  readonly position: number;
}

/** A mailbox that this handset reads, at one or more relays under one address. */
export interface OwnMailbox {
  readonly relays: readonly RelayUrl[];
  readonly readSeed: Uint8Array;
  readonly readKey: ReadKey;
  readonly address: MailboxAddress;
}

/** Messages whose senders are to hear that they came, or were read. */
export interface PendingReceipts {
  readonly delivered: readonly OwedReceipt[];
  readonly read: readonly OwedReceipt[];
}

export interface OwedReceipt {
  /** Message id, 32 bytes. */
  readonly id: Uint8Array;
  /** Signature key of the device that sent it, 32 bytes. */
  readonly device: Uint8Array;
}

export const noneSkipped = -1;
export const leapIsDue = -2;

/** Of a conversation in which nothing was said yet. */
export const freshCounters: ConversationCounters = {
  hlc: hlcZero,
  ownSequence: 0,
  skippedFrom: noneSkipped,
  lastLife: 0,
  unread: 0,
  mentions: 0,
  unseenFrom: hlcZero,
  nextPending: 0,
  pending: 0,
  nextUpload: 0,
  waitingUploads: 0,
  missing: 0,
  nextPuzzle: 0,
  puzzles: 0,
  nextIntent: 0,
  intents: 0,
  committing: false,
  behind: 0,
  receipts: { delivered: [], read: [] },
  positions: [],
};

const version = 2;
const kinds = ['direct', 'group', 'notes'] as const;
const states = ['active', 'joining', 'left', 'removed'] as const;
const reasons = ['none', 'restored', 'cut-off'] as const;

export function encodeFacts(facts: ConversationFacts): Uint8Array {
  return encodeFields(version, [
    facts.id,
    facts.kind,
    facts.createdAtMs,
    facts.inviteId,
    facts.groupId,
    facts.state,
    facts.joining ?? 'none',
    facts.contactIdentity,
    ...ownMailboxFields(facts.own),
    facts.muted,
    facts.draft,
    facts.updatedAtMs,
    facts.summary.room,
    facts.summary.members,
    facts.summary.isAdmin,
    [...facts.summary.relays],
  ]);
}

export function decodeFacts(value: Uint8Array): ConversationFacts {
  const fields = readFields(value, version);
  const facts = {
    id: fields.text() as ConversationId,
    kind: fields.name(kinds),
    createdAtMs: fields.number(),
    inviteId: fields.bytes(),
    groupId: fields.bytes(),
    state: fields.name(states),
    joining: reasonOf(fields.name(reasons)),
    contactIdentity: fields.bytes(),
    own: readOwnMailbox(fields),
    muted: fields.flag(),
    draft: fields.text(),
    updatedAtMs: fields.number(),
    summary: readSummary(fields),
  };
  fields.end();
  return facts;
}

function readSummary(fields: FieldReader): Summary {
  return {
    room: fields.bytes(),
    members: fields.number(),
    isAdmin: fields.flag(),
    relays: fields.textList() as readonly RelayUrl[],
  };
}

function reasonOf(name: (typeof reasons)[number]): JoiningReason | undefined {
  return name === 'none' ? undefined : name;
}

export function encodeCounters(counters: ConversationCounters): Uint8Array {
  const { receipts } = counters;
  return encodeFields(version, [
    counters.hlc.physicalMs,
    counters.hlc.counter,
    counters.ownSequence,
    counters.skippedFrom,
    counters.lastLife,
    counters.unread,
    counters.mentions,
    counters.unseenFrom.physicalMs,
    counters.unseenFrom.counter,
    counters.nextPending,
    counters.pending,
    counters.nextUpload,
    counters.waitingUploads,
    counters.missing,
    counters.nextPuzzle,
    counters.puzzles,
    counters.nextIntent,
    counters.intents,
    counters.committing,
    counters.behind,
    ...[receipts.delivered, receipts.read].flatMap((owed) => [
      owed.map(({ id }) => id),
      owed.map(({ device }) => device),
    ]),
    counters.positions.map(({ relay }) => relay),
    counters.positions.map(({ position }) => position),
  ]);
}

export function decodeCounters(value: Uint8Array): ConversationCounters {
  const fields = readFields(value, version);
  const counters = {
    hlc: { physicalMs: fields.number(), counter: fields.number() },
    ownSequence: fields.number(),
    skippedFrom: fields.number(),
    lastLife: fields.number(),
    unread: fields.number(),
    mentions: fields.number(),
    unseenFrom: { physicalMs: fields.number(), counter: fields.number() },
    nextPending: fields.number(),
    pending: fields.number(),
    nextUpload: fields.number(),
    waitingUploads: fields.number(),
    missing: fields.number(),
    nextPuzzle: fields.number(),
    puzzles: fields.number(),
    nextIntent: fields.number(),
    intents: fields.number(),
    committing: fields.flag(),
    behind: fields.number(),
    receipts: { delivered: readOwed(fields), read: readOwed(fields) },
    positions: readPositions(fields),
  };
  fields.end();
  return counters;
}

function readOwed(fields: FieldReader): readonly OwedReceipt[] {
  const ids = fields.bytesList();
  const devices = fields.bytesList();
  return ids.map((id, index) => ({ id, device: devices[index] ?? fields.broken() }));
}

/** Two fields. */
export function readPositions(fields: FieldReader): readonly RelayPosition[] {
  const relays = fields.textList();
  const positions = fields.numberList();
  return relays.map((relay, index) => ({
    relay: relay as RelayUrl,
    position: positions[index] ?? fields.broken(),
  }));
}

/** Four fields. */
export function ownMailboxFields(own: OwnMailbox): readonly CborValue[] {
  return [[...own.relays], own.readSeed, own.readKey, own.address];
}

export function readOwnMailbox(fields: FieldReader): OwnMailbox {
  return {
    relays: fields.textList() as readonly RelayUrl[],
    readSeed: fields.secret(),
    readKey: fields.bytes() as ReadKey,
    address: fields.bytes() as MailboxAddress,
  };
}

/** Up to where this relay's mailbox was dealt with. */
export function positionAt(
  { positions }: Pick<ConversationCounters, 'positions'>,
  relay: RelayUrl,
): number {
  return positions.find((each) => each.relay === relay)?.position ?? 0;
}

export function withPosition(
  positions: readonly RelayPosition[],
  relay: RelayUrl,
  position: number,
): readonly RelayPosition[] {
  return [...positions.filter((each) => each.relay !== relay), { relay, position }];
}
