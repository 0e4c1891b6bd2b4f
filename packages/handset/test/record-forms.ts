import { readBook, readCheckpoint } from '../src/backup/book.ts';
import { loadHealing } from '../src/healing.ts';
import { decodeLives } from '../src/life/life-record.ts';
import { decodeCommandedLost, decodeKnownLost, decodeOwnLost } from '../src/lost/lost-records.ts';
import { loadLanes } from '../src/outbox/lanes.ts';
import { parseBlockDocuments } from '../src/search/block-documents.ts';
import { parseBlockHead } from '../src/search/block-head.ts';
import { parseBlockWords } from '../src/search/block-words.ts';
import { loadConversationNumbers } from '../src/search/conversation-numbers.ts';
import { parseDocument } from '../src/search/document.ts';
import { decodeAccepting } from '../src/storage/accepting-record.ts';
import { decodeArrivedWelcome } from '../src/storage/arrived-welcome.ts';
import { decodeAudience } from '../src/storage/audience-record.ts';
import { decodeChain } from '../src/storage/chain-record.ts';
import { decodeCollected } from '../src/storage/collected-record.ts';
import { decodeContact } from '../src/storage/contact-record.ts';
import { decodeCounters, decodeFacts } from '../src/storage/conversation-record.ts';
import { decodeCover } from '../src/storage/cover-record.ts';
import { decodeDue, decodeEraserClock } from '../src/storage/due-record.ts';
import { decodeEpoch } from '../src/storage/epoch-record.ts';
import { decodeExport } from '../src/storage/export-record.ts';
import { decodeFormerMailbox } from '../src/storage/former-mailbox.ts';
import { decodeGreeting } from '../src/storage/greeting-record.ts';
import { decodeGroupRecord } from '../src/storage/group-records.ts';
import { decodeIntent } from '../src/storage/intent-record.ts';
import { decodeInviteRecord } from '../src/storage/invite-record.ts';
import { decodeLinking } from '../src/storage/linking-record.ts';
import { readItemEntry } from '../src/storage/locker-entry.ts';
import {
  decodeLockerKey,
  decodeLockerNote,
  decodeLockerPicture,
} from '../src/storage/locker-record.ts';
import { decodeLaneRecord } from '../src/storage/mailing-record.ts';
import { readKeeping } from '../src/storage/keeping-record.ts';
import { findMessage } from '../src/storage/message-index.ts';
import { decodeMessageRecord } from '../src/storage/message-record.ts';
import { decodeNetworkEntry } from '../src/storage/network-entry.ts';
import { decodeEvidenceRecord } from '../src/storage/network-evidence.ts';
import * as network from '../src/storage/network-record.ts';
import { decodeOwedWelcome } from '../src/storage/owed-welcome.ts';
import { decodeOwnCommit } from '../src/storage/own-commit-record.ts';
import { decodeGivenKeyPackage, decodeOwnKeyPackage } from '../src/storage/own-key-package.ts';
import { decodePeer } from '../src/storage/peer-record.ts';
import { decodePending } from '../src/storage/pending-record.ts';
import { decodePost } from '../src/storage/post-record.ts';
import { decodePuzzle } from '../src/storage/puzzle-record.ts';
import { decodeReadMark } from '../src/storage/read-mark.ts';
import { decodeRecovery } from '../src/storage/recovery-record.ts';
import { decodeRejoin } from '../src/storage/rejoin-record.ts';
import { decodeReported } from '../src/storage/reported-record.ts';
import { decodeReturning } from '../src/storage/returning-record.ts';
import { decodeRoute, decodeRouteList } from '../src/storage/route-record.ts';
import { decodeDrops, decodeSelf } from '../src/storage/self-record.ts';
import { cover, decodeSent } from '../src/storage/sent-record.ts';
import { decodeSettings } from '../src/storage/settings-record.ts';
import { decodeStamp, decodeSyncEntry } from '../src/storage/sync-entry.ts';
import { decodeTicket } from '../src/storage/ticket-record.ts';
import { decodeUpload } from '../src/storage/upload-record.ts';
import { decodeWaiting, decodeWaitingOrder } from '../src/storage/waiting-record.ts';
import type { SealedStore } from '../src/vault/sealed-store.ts';
import { decodeChecked, decodeTampered } from '../src/vault/roots/tampered-record.ts';
import { decodeWipeTest } from '../src/vault/wipe-test-record.ts';

/** Reads a value, whatever it holds. */
export type Reader = (value: Uint8Array) => unknown;

/** How the records of a table begin: a CBOR array whose first item is a version, a byte of it, or nothing of that kind. */
export interface RecordForm {
  readonly begins: 'array' | 'byte';
  readonly readers: readonly Reader[];
}

const fields = (...readers: readonly Reader[]): RecordForm => ({ begins: 'array', readers });
const packed = (reader: Reader): RecordForm => ({ begins: 'byte', readers: [reader] });

/** A store in which every record is this one. */
function storeOf(value: Uint8Array): SealedStore {
  const all = async function* all<T>(item: T): AsyncGenerator<T> {
    yield item;
  };
  return {
    get: async () => value,
    write: async () => undefined,
    values: () => all(value),
    range: () => all({ ordinal: 1, value }),
    usedBytes: async () => 0,
  };
}

const { now, sleep } = { now: () => 0, sleep: async () => undefined };

/** What reads the records of each table; a word for those that have no version. */
export const recordForms: Readonly<Record<string, RecordForm | string>> = {
  self: fields(decodeSelf),
  settings: fields(decodeSettings),
  drops: fields(decodeDrops),
  invites: fields(decodeInviteRecord),
  accepting: fields(decodeAccepting),
  conversations: fields(decodeFacts),
  counters: fields(decodeCounters),
  contacts: fields(decodeContact),
  'owed-welcomes': fields(decodeOwedWelcome),
  'arrived-welcomes': fields(decodeArrivedWelcome),
  greetings: fields(decodeGreeting),
  healing: fields((value) => loadHealing(storeOf(value))),
  'former-mailboxes': fields(decodeFormerMailbox),
  rejoin: fields(decodeRejoin),
  chains: fields(decodeChain),
  linking: fields(decodeLinking),
  'devices-known': 'hashes',
  'to-sync': fields(decodeSyncEntry),
  'to-take': fields(decodeSyncEntry),
  synced: fields(decodeStamp),
  'read-marks': fields(decodeReadMark),
  'device-names': 'text',
  exports: fields(decodeExport),
  'own-key-packages': fields(decodeOwnKeyPackage),
  groups: 'presence',
  network: fields(
    ...[network.decodePin, network.decodeReading, network.decodeSeen, network.decodeLeaving],
    ...[network.decodeTold, network.decodeAlarms],
  ),
  'network-entries': fields((value) => decodeNetworkEntry(value, 0)),
  'network-evidence': fields(decodeEvidenceRecord),
  eraser: fields(decodeEraserClock),
  locker: fields(decodeLockerKey),
  'locker-notes': fields(readItemEntry, decodeLockerNote),
  'locker-pictures': fields(readItemEntry, decodeLockerPicture),
  'locker-bytes': 'bytes',
  canary: 'bytes',
  collected: fields(decodeCollected),
  cover: fields(decodeCover),
  'wipe-test': fields(decodeWipeTest),
  lives: fields(decodeLives),
  tickets: fields(decodeTicket),
  returning: fields(decodeReturning),
  backups: fields(
    (value) => readBook(storeOf(value)),
    (value) => readCheckpoint(storeOf(value)),
    (value) => readKeeping(storeOf(value)),
  ),
  recovery: fields(decodeRecovery),
  lost: fields(decodeOwnLost),
  'lost-known': fields(decodeKnownLost),
  'lost-commands': fields(decodeCommandedLost),
  lanes: fields((value) => loadLanes({ store: storeOf(value), clock: { now, sleep } })),
  routes: fields(decodeRouteList),
  storage: fields(decodeTampered, decodeChecked),
  'search/recent': packed(parseDocument),
  'search/heads': packed(parseBlockHead),
  'search/words': packed(parseBlockWords),
  'search/documents': packed(parseBlockDocuments),
  'search/conversations': fields((value) => loadConversationNumbers(storeOf(value))),
  'key-packages': fields(decodeGivenKeyPackage),
  outbox: fields(decodeLaneRecord),
  route: fields(decodeRoute),
  mls: fields(decodeGroupRecord),
  epochs: fields((value) => decodeEpoch(1, value)),
  peers: fields(decodePeer),
  pending: fields(decodePending),
  intents: fields(decodeIntent),
  'own-commit': fields(decodeOwnCommit, decodeGroupRecord),
  sent: fields(decodeSent),
  uncovered: fields((value) => cover(value, [])),
  puzzles: fields(decodePuzzle),
  history: fields(decodeMessageRecord),
  index: fields((value) => findMessage(storeOf(value), '' as never, value)),
  waiting: fields(decodeWaiting, decodeWaitingOrder),
  contents: 'hashes',
  gone: 'presence',
  due: fields(decodeDue),
  reported: fields(decodeReported),
  failed: fields(decodePost),
  pictures: 'bytes',
  uploads: fields(decodeUpload),
  'failed-uploads': fields(decodeUpload),
  'upload-bytes': 'bytes',
  audiences: fields(decodeAudience),
};
