import { isSottoError } from '@sotto/core';
import type { RegisterToken, RelayUrl } from '@sotto/core';
import { decodeCbor, encodeCbor, encodeNumbers, parseNumbers } from '@sotto/protocol';
import { parcelToCbor, readParcel } from '@sotto/protocol';
import type { Numbers, Parcel } from '@sotto/protocol';
import { concat, utf8 } from '../bytes.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import type { Leaf } from './leaves.ts';

/** What lets a member come back into a group that it has lost the chain of. */
export interface Help {
  /** An MLS GroupInfo with an external_pub, without the tree. */
  readonly groupInfo: Parcel;
  readonly tree: Parcel;
  /** The register's first page of the epoch. */
  readonly token: RegisterToken;
  /** Of the epoch's envelopes. */
  readonly envelopeKey: Uint8Array;
  readonly registers: readonly RelayUrl[];
  /** Leaf of the one who is helped, to be replaced. */
  readonly replaces: number;
  /** The latest epochs of the helper's chain, and how far the frames of devices came that are out of the group. */
  readonly numbers: Numbers;
  /** The device chain of the one who is helped, as the helper knows it; empty when it is too long to travel along. */
  readonly links: readonly Uint8Array[];
}

export interface HelpRequest {
  readonly requestId: Uint8Array;
  readonly sender: Leaf;
  /** X-Wing public key of the one who asks. */
  readonly publicKey: Uint8Array;
  /** Under whose key it asked, and so will understand the answer. */
  readonly by: EpochRecord;
}

/** Notes that a member asks for help; given outside of the change, as it may need a blob. */
export async function giveHelp(
  engine: Engine,
  draft: ConversationDraft,
  request: HelpRequest,
): Promise<void> {
  const { id } = draft.record;
  draft.after(() => engine.helpWanted(id, request));
}

const version = 2;

export function encodeHelp(help: Help): Uint8Array {
  return encodeCbor([
    version,
    parcelToCbor(help.groupInfo),
    parcelToCbor(help.tree),
    help.token,
    help.envelopeKey,
    [...help.registers],
    help.replaces,
    encodeNumbers(help.numbers),
    [...help.links],
  ]);
}

/** `undefined` when the bytes have not its form. */
export function parseHelp(bytes: Uint8Array): Help | undefined {
  try {
    return readHelp(bytes);
  } catch (error) {
    if (isSottoError(error)) return undefined;
    throw error;
  }
}

function readHelp(bytes: Uint8Array): Help | undefined {
  const value = decodeCbor(bytes, { maxBytes: handsetLimits.maxHelpBytes });
  if (!Array.isArray(value) || value.length !== 9 || value[0] !== version) return undefined;
  const [, first, second, token, envelopeKey, registers, replaces, numbers, links] = value;
  const groupInfo = readParcel(first, handsetLimits.maxHelpBytes);
  const tree = readParcel(second, handsetLimits.maxHelpBytes);
  if (groupInfo === undefined || tree === undefined) return undefined;
  if (!isKey(token) || !isKey(envelopeKey) || !isList(registers)) return undefined;
  if (!(numbers instanceof Uint8Array)) return undefined;
  if (!isList(links) || !links.every((link) => link instanceof Uint8Array)) return undefined;
  if (typeof replaces !== 'number' || replaces < 0) return undefined;
  if (!registers.every((relay) => typeof relay === 'string')) return undefined;
  return {
    groupInfo,
    tree,
    token: token as RegisterToken,
    envelopeKey,
    registers: registers as RelayUrl[],
    replaces,
    numbers: parseNumbers(numbers),
    links,
  };
}

function isKey(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === 32;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The key that seals help for whoever asked for it. */
export function helpKey(
  { crypto }: Pick<Engine, 'crypto'>,
  sharedSecret: Uint8Array,
  requestId: Uint8Array,
): Promise<Uint8Array> {
  return crypto.hkdfExpand('SHA-256', sharedSecret, concat(utf8('Sotto help v1\0'), requestId), 32);
}
