import type { GroupState, Transition } from '@sotto/mls';
import type { Room } from '@sotto/protocol';
import type { DropReason, HandsetEvent } from '../api.ts';
import type { Leaf, Leaves } from '../group/leaves.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import type { PeerRecord } from '../storage/peer-record.ts';
import type { Transaction } from '../storage/transaction.ts';

/** One change of a conversation while it is being made: what a step adds to it is stored together, or not at all. */
export interface ConversationDraft {
  readonly tx: Transaction;
  record: ConversationRecord;
  readonly group: GroupState;
  /** What the group's context says of itself. */
  readonly room: Room;
  readonly leaves: Leaves;
  /** Leaf indices of the devices of an identity. */
  readonly leavesOf: (identity: Uint8Array) => readonly number[];
  /** This device's own leaf. */
  readonly me: Leaf;
  /** Goes on with the group as a message or a commit made it. */
  readonly advance: (transition: Transition) => void;
  /** Goes on with another state of the group in place of this one, whole. */
  readonly replaceGroup: (transition: Transition) => void;
  /** The last epochs that this device was in, rising; the present one last. */
  readonly epochs: readonly EpochRecord[];
  /** Puts these in place of them, as some were of another chain than the one that the group goes on with. */
  readonly replaceEpochs: (kept: readonly EpochRecord[]) => void;
  /** Notes the present epoch's keys, and which life of this handset made it, if one did; to be called after a step into another one. */
  readonly noteEpoch: (madeInLife?: number, did?: readonly Uint8Array[]) => Promise<void>;
  readonly peer: (device: Uint8Array) => PeerRecord | undefined;
  readonly peers: () => readonly PeerRecord[];
  readonly putPeer: (peer: PeerRecord) => void;
  readonly removePeer: (device: Uint8Array) => void;
  /** Adds a message that is not there yet, at its place. Not new is what another device of one's own gave of the past. Default new. */
  readonly insert: (message: MessageRecord, isNew?: boolean) => Promise<void>;
  /** Puts a message that is there already. */
  readonly update: (ordinal: number, message: MessageRecord) => void;
  /** Removes a message from the history; what else belongs to it is the caller's. */
  readonly erase: (ordinal: number, message: MessageRecord) => void;
  /** Erases the frame that a message was sent in: nobody gets it again, and who misses it is told that there is none any more. */
  readonly forgetSent: (sequence: number) => Promise<void>;
  readonly drop: (reason: DropReason) => void;
  /** Told once everything is stored. */
  readonly emit: (event: HandsetEvent) => void;
  /** Runs once everything is stored. */
  readonly after: (job: () => void) => void;
}
