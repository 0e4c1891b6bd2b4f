import type { Hlc } from '@sotto/protocol';
import type { MessageState } from '../api.ts';
import type { MessageKey } from '../history/message-key.ts';
import { handsetLimits } from '../limits.ts';
import { encodeFields, readFields } from './fields.ts';
import type { FieldReader } from './fields.ts';
import { bodyFields, readBodyFields } from './message-body.ts';
import type { StoredBody } from './message-body.ts';

/**
 * One message as it is kept, in `history/<conversation>`, with what was said about it since. What the members share of it (body,
 * versions, reactions, answers) is the same for every order in which contents come in: see message/changes.ts.
 */
export interface MessageRecord extends MessageKey {
  /** Of one's own identity, whichever device sent it. */
  readonly mine: boolean;
  /** Identity hash, 32 bytes. */
  readonly sender: Uint8Array;
  /** Signature key of the device that sent it, 32 bytes. */
  readonly device: Uint8Array;
  /** Number of the frame it was sent in by this device; absent until it was encrypted, and for what others sent. */
  readonly sequence: number | undefined;
  readonly state: MessageState;
  /** Error code, when failed. */
  readonly failure: string | undefined;
  /** `markRead` covered it, or there is nothing to see. */
  readonly seen: boolean;
  readonly body: StoredBody;
  /** Id of the message that this answers. */
  readonly replyTo: Uint8Array | undefined;
  readonly mentionsMe: boolean;
  readonly forwarded: boolean;
  /** Texts that came after the first, by rising key; the last one is shown. */
  readonly versions: readonly StoredVersion[];
  /** One for each identity, also of those that were taken back. */
  readonly reactions: readonly StoredReaction[];
  /** Contents of the same custom kind that change the state of this one, by rising key. */
  readonly answers: readonly StoredAnswer[];
  readonly expiry: StoredExpiry | undefined;
  readonly receipts: StoredReceipts | undefined;
}

/** A text that took the place of the one before. Its id is that of the content that brought it. */
export interface StoredVersion extends MessageKey {
  readonly text: string;
  /** As `MessageRecord.sequence`. */
  readonly sequence: number | undefined;
}

export interface StoredReaction extends MessageKey {
  readonly identity: Uint8Array;
  /** Empty: taken back. */
  readonly reaction: string;
}

export interface StoredAnswer extends MessageKey {
  readonly identity: Uint8Array;
  readonly data: Uint8Array;
}

export interface StoredExpiry {
  /** Counted from when it was read, or sent. 0 when the sender gave a time instead. */
  readonly afterSeconds: number;
  /** By the eraser's clock; absent while it does not run. */
  readonly eraseAtMs: number | undefined;
}

/** Who has a message of one's own in a group. */
export interface StoredReceipts {
  /** Who was to have it: the ordinal of the audience (audience-record.ts), or the audience itself where an older form had it. */
  readonly audience: number | Uint8Array;
  /** For each of them in the same order: 0 nothing known, 1 delivered, 2 read. */
  readonly states: Uint8Array;
}

/** What most messages have; to begin a record from. */
export const plainMessage: Pick<
  MessageRecord,
  | 'sequence'
  | 'failure'
  | 'replyTo'
  | 'mentionsMe'
  | 'forwarded'
  | 'versions'
  | 'reactions'
  | 'answers'
  | 'expiry'
  | 'receipts'
> = {
  sequence: undefined,
  failure: undefined,
  replyTo: undefined,
  mentionsMe: false,
  forwarded: false,
  versions: [],
  reactions: [],
  answers: [],
  expiry: undefined,
  receipts: undefined,
};

const version = 3;
/** The last form that had the audience itself, and a byte for each state. */
const audienceVersion = 2;
const partVersion = 2;
const states = [
  'queued',
  'uploading',
  'relayed',
  'delivered',
  'read',
  'failed',
  'received',
] as const;

export function encodeMessageRecord(record: MessageRecord): Uint8Array {
  const { expiry, receipts } = record;
  return encodeFields(version, [
    record.hlc.physicalMs,
    record.hlc.counter,
    record.id,
    record.mine,
    record.sender,
    record.device,
    record.sequence ?? null,
    record.state,
    record.failure ?? null,
    record.seen,
    record.replyTo ?? null,
    record.mentionsMe,
    record.forwarded,
    record.versions.map(encodeVersion),
    record.reactions.map(encodeReaction),
    record.answers.map(encodeAnswer),
    expiry?.afterSeconds ?? null,
    expiry?.eraseAtMs ?? null,
    receipts?.audience ?? null,
    receipts?.states.length ?? null,
    receipts ? packStates(receipts.states) : null,
    ...bodyFields(record.body),
  ]);
}

export function decodeMessageRecord(value: Uint8Array): MessageRecord {
  const fields = readFields(value, version);
  const shared = {
    hlc: readHlc(fields),
    id: fields.bytes(),
    mine: fields.flag(),
    sender: fields.bytes(),
    device: fields.bytes(),
    sequence: fields.optionalNumber(),
    state: fields.name(states),
    failure: fields.optionalText(),
    seen: fields.flag(),
    replyTo: fields.optionalBytes(),
    mentionsMe: fields.flag(),
    forwarded: fields.flag(),
    versions: fields.bytesList().map(decodeVersion),
    reactions: fields.bytesList().map(decodeReaction),
    answers: fields.bytesList().map(decodeAnswer),
  };
  const afterSeconds = fields.optionalNumber();
  const eraseAtMs = fields.optionalNumber();
  const receipts =
    fields.version > audienceVersion ? readReceipts(fields) : readOldReceipts(fields);
  const record: MessageRecord = {
    ...shared,
    expiry: afterSeconds === undefined ? undefined : { afterSeconds, eraseAtMs },
    receipts,
    body: readBodyFields(fields),
  };
  fields.end();
  return record;
}

function readOldReceipts(fields: FieldReader): StoredReceipts | undefined {
  const audience = fields.optionalBytes();
  const states = fields.optionalBytes();
  return audience && states && { audience, states };
}

function readReceipts(fields: FieldReader): StoredReceipts | undefined {
  const audience = fields.value();
  const of = fields.optionalNumber();
  const packed = fields.optionalBytes();
  if (audience === null && of === undefined && packed === undefined) return undefined;
  const isAudience = typeof audience === 'number' || audience instanceof Uint8Array;
  const isOf = of !== undefined && of >= 0 && of <= handsetLimits.maxGroupMembers;
  if (!isAudience || !isOf || packed?.length !== Math.ceil(of / 4)) return fields.broken();
  return { audience, states: unpackStates(packed, of) };
}

/** Two bits for each member. */
function packStates(states: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(states.length / 4));
  for (const [index, state] of states.entries()) packed[index >> 2]! |= state << (2 * (index & 3));
  return packed;
}

function unpackStates(packed: Uint8Array, of: number): Uint8Array {
  return Uint8Array.from(
    { length: of },
    (_, index) => (packed[index >> 2]! >> (2 * (index & 3))) & 3,
  );
}

function readHlc(fields: { readonly number: () => number }): Hlc {
  return { physicalMs: fields.number(), counter: fields.number() };
}

function encodeVersion({ hlc, id, text, sequence }: StoredVersion): Uint8Array {
  return encodeFields(partVersion, [hlc.physicalMs, hlc.counter, id, text, sequence ?? null]);
}

function decodeVersion(value: Uint8Array): StoredVersion {
  const fields = readFields(value, partVersion);
  const made = {
    hlc: readHlc(fields),
    id: fields.bytes(),
    text: fields.text(),
    sequence: fields.optionalNumber(),
  };
  fields.end();
  return made;
}

function encodeReaction({ hlc, id, identity, reaction }: StoredReaction): Uint8Array {
  return encodeFields(partVersion, [hlc.physicalMs, hlc.counter, id, identity, reaction]);
}

function decodeReaction(value: Uint8Array): StoredReaction {
  const fields = readFields(value, partVersion);
  const made = {
    hlc: readHlc(fields),
    id: fields.bytes(),
    identity: fields.bytes(),
    reaction: fields.text(),
  };
  fields.end();
  return made;
}

function encodeAnswer({ hlc, id, identity, data }: StoredAnswer): Uint8Array {
  return encodeFields(partVersion, [hlc.physicalMs, hlc.counter, id, identity, data]);
}

function decodeAnswer(value: Uint8Array): StoredAnswer {
  const fields = readFields(value, partVersion);
  const made = {
    hlc: readHlc(fields),
    id: fields.bytes(),
    identity: fields.bytes(),
    data: fields.bytes(),
  };
  fields.end();
  return made;
}
