import type { MailboxAddress } from '@sotto/core';
import { isBytes, isUint } from '../cbor/int-map.ts';
import { readArray } from '../cbor/read-array.ts';
import { isCborArray } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';
import { frameLimits } from '../frame-limits.ts';
import { protocolLimits } from '../limits.ts';
import { mailboxAddressBytes } from '../mailbox-address.ts';
import { readRelays } from '../relay-list.ts';
import type { LeafMailbox } from '../room/leaf-mailbox.ts';
import { readLeaveWord } from '../room/leave-statement.ts';
import type { LeaveWord } from '../room/leave-statement.ts';
import { readEpoch } from './epoch.ts';
import { epochsToCbor, readEpochsSeen } from './epochs-seen.ts';
import type { EpochSeen } from './epochs-seen.ts';

/**
 * What an aside says. In CBOR an array, the kind's number first:
 *
 * - `content` `[1, content]`: a MIMI content that needs no number, such as a status report.
 * - `typing` `[2]`: the sender is writing.
 * - `want` `[3, device, [[first, last], …]]`: frames of `device` that the sender has not; the ranges include both ends,
 *   rise, do not touch the same number twice, and name at most 1,024 frames.
 * - `again` `[4, requester, [[sequence, epoch, frame or null], …]]`: the answer to a `want`.
 * - `epochs` `[5, [[epoch, authenticator], …], help key or null, address, [relays]]`: the sender's latest epochs, rising, so that a
 *   fork shows; with a key when the sender lost its way and asks for help; and the mailbox that it reads.
 * - `seen` `[7, next]`: the sender has frames of the reader up to before this number, although the reader left them out.
 * - `help` `[6, request id, KEM output, sealed]`: what lets the one who asked rejoin.
 * - `out` `[8, [[epoch, authenticator], …]]`: the reader is not in the group any more; the sender's latest epochs, as in `epochs`.
 * - `left` `[9, next, signature]`: the sender has left, and asks to be taken out.
 * - `log` `[10, bundle]`: entries of the act log of the reader's network that the reader has not, with what vouches for them.
 * - `head` `[11, note or null]`: the signed head up to which the sender has read that log; null when it has read none.
 * - `evidence` `[12, evidence]`: a proof that this log showed two of its readers two histories.
 * - `alarm` `[13, alarm]`: what a witness of this log signed for its readers.
 */
export type AsideBody =
  | ContentAside
  | TypingAside
  | WantAside
  | AgainAside
  | EpochsAside
  | HelpAside
  | SeenAside
  | OutAside
  | LeftAside
  | LogAside
  | HeadAside
  | EvidenceAside
  | AlarmAside;

export interface ContentAside {
  readonly kind: 'content';
  /** Parse it with `parseMimiContent`. */
  readonly content: Uint8Array;
}

export interface TypingAside {
  readonly kind: 'typing';
}

export interface WantAside {
  readonly kind: 'want';
  /** Signature key of the device asked, 32 bytes. */
  readonly device: Uint8Array;
  /** 1 to 64 inclusive ranges of `SottoFrame.sequence`. */
  readonly ranges: readonly (readonly [number, number])[];
}

export interface AgainAside {
  readonly kind: 'again';
  /** Signature key of the device that asked, 32 bytes. */
  readonly requester: Uint8Array;
  /** 1 to 64. */
  readonly frames: readonly AgainFrame[];
}

export interface AgainFrame {
  /** `SottoFrame.sequence`. */
  readonly sequence: number;
  /** In which it was first sent. */
  readonly epoch: bigint;
  /** As `parseSottoFrame` reads it; null when it was erased and will not come. */
  readonly frame: Uint8Array | null;
}

export interface EpochsAside {
  readonly kind: 'epochs';
  /** 1 to 64, by rising epoch. */
  readonly recent: readonly EpochSeen[];
  /** X-Wing public key, 1,216 bytes; null when no help is wanted. */
  readonly help: Uint8Array | null;
  /** Where the sender hears the answer: its leaf, as the reader has it, may name another one. */
  readonly mailbox: LeafMailbox;
}

export interface HelpAside {
  readonly kind: 'help';
  /** `id` of the aside that asked, 16 bytes. */
  readonly requestId: Uint8Array;
  /** X-Wing encapsulation, 1,120 bytes. */
  readonly kemOutput: Uint8Array;
  /** 1 to 57,344 bytes. */
  readonly sealed: Uint8Array;
}

export interface SeenAside {
  readonly kind: 'seen';
  /** Number that the reader's next frame should have had. */
  readonly next: number;
}

export interface OutAside {
  readonly kind: 'out';
  /** 1 to 64, by rising epoch. */
  readonly recent: readonly EpochSeen[];
}

export interface LeftAside extends LeaveWord {
  readonly kind: 'left';
}

export interface LogAside {
  readonly kind: 'log';
  /** 1 to 57,344 bytes; as untrusted as what a relay serves. */
  readonly bundle: Uint8Array;
}

export interface HeadAside {
  readonly kind: 'head';
  /** A checkpoint with its cosignatures (C2SP tlog-checkpoint), 1 to 4,096 bytes; null when none was read. */
  readonly note: Uint8Array | null;
}

export interface EvidenceAside {
  readonly kind: 'evidence';
  /** 1 to 57,344 bytes; it counts when it verifies, whoever sent it. */
  readonly evidence: Uint8Array;
}

export interface AlarmAside {
  readonly kind: 'alarm';
  /** What a witness signed, 1 to 57,344 bytes; it counts when a witness did, whoever sent it. */
  readonly alarm: Uint8Array;
}

const codes = {
  content: 1,
  typing: 2,
  want: 3,
  again: 4,
  epochs: 5,
  help: 6,
  seen: 7,
  out: 8,
  left: 9,
  log: 10,
  head: 11,
  evidence: 12,
  alarm: 13,
} as const;
const maxCode = 0xffff;
const keyBytes = 32;
const requestIdBytes = 16;
const xWingPublicKeyBytes = 1_216;
const xWingOutputBytes = 1_120;

/** Checks nothing: the aside that holds it reads itself again. */
export function asideBodyToCbor(body: AsideBody): CborValue {
  switch (body.kind) {
    case 'content':
      return [codes.content, body.content];
    case 'typing':
      return [codes.typing];
    case 'want':
      return [codes.want, body.device, body.ranges];
    case 'again': {
      const frames = body.frames.map(({ sequence, epoch, frame }) => [sequence, epoch, frame]);
      return [codes.again, body.requester, frames];
    }
    case 'epochs':
      return [
        codes.epochs,
        epochsToCbor(body.recent),
        body.help,
        body.mailbox.address,
        body.mailbox.relays,
      ];
    case 'help':
      return [codes.help, body.requestId, body.kemOutput, body.sealed];
    case 'seen':
      return [codes.seen, body.next];
    case 'out':
      return [codes.out, epochsToCbor(body.recent)];
    case 'left':
      return [codes.left, body.next, body.signature];
    case 'log':
      return [codes.log, body.bundle];
    case 'head':
      return [codes.head, body.note];
    case 'evidence':
      return [codes.evidence, body.evidence];
    case 'alarm':
      return [codes.alarm, body.alarm];
  }
}

/** `undefined` when the value is no body, `'unsupported'` when it is of a kind that this version does not know. */
export function readAsideBody(value: CborValue): AsideBody | 'unsupported' | undefined {
  if (!isCborArray(value)) return undefined;
  const [code, ...fields] = value;
  if (!isUint(code, maxCode) || code === 0) return undefined;
  switch (code) {
    case codes.content:
      return readContent(fields);
    case codes.typing:
      return fields.length === 0 ? { kind: 'typing' } : undefined;
    case codes.want:
      return readWant(fields);
    case codes.again:
      return readAgain(fields);
    case codes.epochs:
      return readEpochs(fields);
    case codes.help:
      return readHelp(fields);
    case codes.seen: {
      const [next] = fields;
      return fields.length === 1 && isSequence(next) ? { kind: 'seen', next } : undefined;
    }
    case codes.out: {
      const recent = fields.length === 1 ? readEpochsSeen(fields[0], 1) : undefined;
      return recent && { kind: 'out', recent };
    }
    case codes.left: {
      const word = readLeaveWord(fields);
      return word && { kind: 'left', ...word };
    }
    case codes.log: {
      const bundle = oneOf(fields, protocolLimits.maxAsideSealedBytes);
      return bundle && { kind: 'log', bundle };
    }
    case codes.head: {
      if (fields.length === 1 && fields[0] === null) return { kind: 'head', note: null };
      const note = oneOf(fields, frameLimits.maxLogHeadBytes);
      return note && { kind: 'head', note };
    }
    case codes.evidence: {
      const evidence = oneOf(fields, protocolLimits.maxAsideSealedBytes);
      return evidence && { kind: 'evidence', evidence };
    }
    case codes.alarm: {
      const alarm = oneOf(fields, protocolLimits.maxAsideSealedBytes);
      return alarm && { kind: 'alarm', alarm };
    }
    default:
      return 'unsupported';
  }
}

type Fields = readonly CborValue[];

/** The bytes that are the one field, if it is that. */
function oneOf(fields: Fields, max: number): Uint8Array | undefined {
  const [bytes] = fields;
  return fields.length === 1 && isBytes(bytes, 1, max) ? bytes : undefined;
}

function readContent(fields: Fields): ContentAside | undefined {
  const [content] = fields;
  return fields.length === 1 && isBytes(content, 1, protocolLimits.maxContentBytes)
    ? { kind: 'content', content }
    : undefined;
}

function readWant(fields: Fields): WantAside | undefined {
  const [device, list] = fields;
  if (fields.length !== 2 || !isBytes(device, keyBytes, keyBytes)) return undefined;
  let after = -1;
  let named = 0;
  const ranges = readArray(list, { min: 1, max: protocolLimits.maxWantRanges }, (item) => {
    if (!isCborArray(item) || item.length !== 2) return undefined;
    const [first, last] = item;
    if (!isSequence(first) || !isSequence(last) || first <= after || last < first) return undefined;
    after = last;
    named += last - first + 1;
    return named <= protocolLimits.maxWantFrames ? ([first, last] as const) : undefined;
  });
  return ranges === undefined ? undefined : { kind: 'want', device, ranges };
}

function readAgain(fields: Fields): AgainAside | undefined {
  const [requester, list] = fields;
  if (fields.length !== 2 || !isBytes(requester, keyBytes, keyBytes)) return undefined;
  const frames = readArray(list, { min: 1, max: protocolLimits.maxAgainFrames }, (item) => {
    if (!isCborArray(item) || item.length !== 3) return undefined;
    const [sequence, number, frame] = item;
    const epoch = readEpoch(number);
    if (!isSequence(sequence) || epoch === undefined) return undefined;
    if (frame !== null && !isBytes(frame, 1, protocolLimits.maxSottoFrameBytes)) return undefined;
    return { sequence, epoch, frame };
  });
  return frames === undefined ? undefined : { kind: 'again', requester, frames };
}

function readEpochs(fields: Fields): EpochsAside | undefined {
  const [list, help, address, relays] = fields;
  if (fields.length !== 4) return undefined;
  if (help !== null && !isBytes(help, xWingPublicKeyBytes, xWingPublicKeyBytes)) return undefined;
  const recent = readEpochsSeen(list, 1);
  const mailbox = readMailbox(address, relays);
  return recent && mailbox && { kind: 'epochs', recent, help, mailbox };
}

function readMailbox(
  address: CborValue | undefined,
  list: CborValue | undefined,
): LeafMailbox | undefined {
  if (!isBytes(address, mailboxAddressBytes, mailboxAddressBytes)) return undefined;
  const relays = readRelays(list, protocolLimits.maxMailboxRelays);
  return relays && { address: address as MailboxAddress, relays };
}

function readHelp(fields: Fields): HelpAside | undefined {
  const [requestId, kemOutput, sealed] = fields;
  if (fields.length !== 3 || !isBytes(requestId, requestIdBytes, requestIdBytes)) return undefined;
  if (!isBytes(kemOutput, xWingOutputBytes, xWingOutputBytes)) return undefined;
  if (!isBytes(sealed, 1, protocolLimits.maxAsideSealedBytes)) return undefined;
  return { kind: 'help', requestId, kemOutput, sealed };
}

function isSequence(value: CborValue): value is number {
  return isUint(value, protocolLimits.maxSottoFrameSequence);
}
