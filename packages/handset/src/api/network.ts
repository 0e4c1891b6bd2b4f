import type { FollowRefusal } from '@sotto/actlog';
import type { Act, ActKind, FreezeLevel, LocalTexts, NoticeGrade } from '@sotto/charter';
import type { RefusalReason, RoleName } from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import type { CallOptions } from './handset.ts';

/** The network that this handset belongs to: who runs it, what they did, and what holds now. */
export interface NetworkApi {
  readonly view: () => Promise<Network>;
  /**
   * Pins a network by the hash of its founding charter, 64 hex characters. The same again changes nothing.
   * @throws NETWORK_PINNED when it is another, CHARTER_HASH_MALFORMED
   */
  readonly join: (charterHash: string) => Promise<Network>;
  /** Looks at the relays' logs now, and asks the witnesses themselves for alarms; what was found and what went wrong is in the answer. */
  readonly refresh: (options?: CallOptions) => Promise<Network>;
  /** Entries of the log, newest first. */
  readonly acts: (options?: ActsOptions) => Promise<readonly NetworkAct[]>;
  /** The person has read this notice. Of one that does not stand nothing is kept. */
  readonly markSeen: (notice: number) => Promise<void>;
  /** Proofs that the log lied, oldest first; each was verified when it came. */
  readonly evidence: () => Promise<readonly NetworkEvidence[]>;
  /** The whole log as one file, for a contact or a stick. @throws NETWORK_UNKNOWN */
  readonly exportLog: () => Promise<Uint8Array>;
  /**
   * Goes on from such a file as from what a relay serves: with the same checks. What it did not bring is in `trouble`. The file may also be a
   * witness's alarm.
   * @throws NETWORK_UNKNOWN, NETWORK_LOG_MALFORMED
   */
  readonly importLog: (bytes: Uint8Array) => Promise<Network>;
}

/** `waiting`: pinned, and nothing of its log was read yet. */
export type Network =
  | { readonly state: 'none' }
  | {
      readonly state: 'waiting';
      readonly charterHash: string;
      readonly trouble?: NetworkTrouble;
    }
  | KnownNetwork;

/** Times are in milliseconds since the UNIX epoch, from the log. */
export interface KnownNetwork {
  readonly state: 'known';
  readonly charterHash: string;
  readonly name: string;
  readonly persons: readonly { readonly name: string; readonly roles: readonly RoleName[] }[];
  readonly roles: readonly NetworkRole[];
  readonly relays: readonly {
    readonly relay: RelayUrl;
    readonly standing: 'active' | 'draining';
    readonly isHome: boolean;
  }[];
  /** `seenAtMs`: when it cosigned the head that was taken last. */
  readonly witnesses: readonly { readonly name: string; readonly seenAtMs?: number }[];
  readonly witnessQuorum: number;
  /** Of the log, as of the head that was taken last. */
  readonly entries: number;
  /** Hex of the root of their tree: the same at all who read the same log as far. */
  readonly root: string;
  /** When that head was taken, or was found to be the newest once more. */
  readonly readAtMs: number;
  readonly operatorPulse: NetworkPulse;
  readonly witnessPulse: NetworkPulse;
  /** Those that stand now, the gravest first. */
  readonly notices: readonly NetworkNotice[];
  /** In force now; ends by itself. */
  readonly freeze?: NetworkFreeze;
  readonly recovery?: {
    readonly announcedAtMs: number;
    readonly inForceFromMs: number;
    readonly name: string;
  };
  /** How many proofs there are that the log lied: `evidence`. */
  readonly evidence: number;
  /** What witnesses say by themselves, against the operators if need be; the latest first. They do nothing but say it. */
  readonly alarms: readonly NetworkAlarm[];
  /** Mailboxes are on their way from relays that the network gave up. */
  readonly moving?: NetworkMove;
  readonly trouble?: NetworkTrouble;
}

export interface NetworkRole {
  readonly role: RoleName;
  /** How many of the persons it takes. */
  readonly threshold: number;
  readonly persons: readonly string[];
  readonly expiresAtMs: number;
}

/** `late` past the charter's deadline, `silent` past three times as long. */
export interface NetworkPulse {
  readonly step: 'fresh' | 'late' | 'silent';
  /** When it was last heard. */
  readonly sinceMs: number;
}

export interface NetworkNotice {
  readonly number: number;
  readonly grade: NoticeGrade;
  readonly texts: LocalTexts;
  readonly loggedAtMs: number;
  readonly expiresAtMs: number;
  /** Where it is in the log. */
  readonly entry: number;
  /** Names of persons. */
  readonly signedBy: readonly string[];
  readonly isSeen: boolean;
}

export interface NetworkFreeze {
  readonly level: FreezeLevel;
  readonly reasons: LocalTexts;
  readonly loggedAtMs: number;
  readonly endsAtMs: number;
  readonly entry: number;
  readonly signedBy: readonly string[];
}

/** Raised and not taken back, signed by one witness alone. */
export interface NetworkAlarm {
  /** Name in its verifier key. */
  readonly witness: string;
  readonly raisedAtMs: number;
  readonly texts: LocalTexts;
}

export interface NetworkMove {
  readonly from: readonly RelayUrl[];
  /** Conversations in which everybody knows the new places. */
  readonly doneConversations: number;
  readonly totalConversations: number;
}

/** What went wrong in the last look at the log, since when, and at which relay. */
export interface NetworkTrouble {
  readonly reason: NetworkTroubleReason;
  readonly sinceMs: number;
  /** Absent for a file. */
  readonly relay?: RelayUrl;
}

/**
 * `unreachable`: no relay could be asked. `slow`: one took longer than a look may. `refused`: one said no, or gave more than a look
 * may read. The others are why what came was not taken: nothing of it was kept.
 */
export type NetworkTroubleReason = FollowRefusal | 'unreachable' | 'slow' | 'refused';

export interface ActsOptions {
  /** Only entries before this one. */
  readonly before?: number;
  /** Default 50, at most 200. */
  readonly limit?: number;
}

/** One entry of the log, and what it counts for. */
export type NetworkAct =
  | {
      readonly entry: number;
      readonly kind: ActKind;
      readonly loggedAtMs: number;
      readonly signedBy: readonly {
        readonly role: RoleName;
        readonly persons: readonly string[];
      }[];
      readonly act: Act;
    }
  | { readonly entry: number; readonly refused: RefusalReason };

/** Two heads that one log key signed, of which neither tree begins with the other. */
export interface NetworkEvidence {
  /** Hex of the hash of `bytes`. */
  readonly id: string;
  readonly foundAtMs: number;
  readonly from: 'relay' | 'member' | 'file';
  /** What anybody can verify: `parseEvidence` of @sotto/actlog. */
  readonly bytes: Uint8Array;
}
