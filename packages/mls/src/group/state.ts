import type { PrivateKeys } from '../tree/private-keys.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import type { EpochSecrets } from '../schedule/key-schedule.ts';
import type { SecretTree } from '../secret-tree/secret-tree.ts';
import type { Suite } from '../suite/suite.ts';
import type { Sender } from '../wire/framed-content.ts';
import type { GroupContext } from '../wire/group-context.ts';
import type { Proposal } from '../wire/proposal.ts';
import type { TreeNodes } from '../wire/ratchet-tree.ts';

/**
 * One member's view of one group in one epoch: a value. No operation changes it; each gives a new one. It holds secrets.
 */
export interface GroupState {
  readonly suite: Suite;
  readonly context: GroupContext;
  /** The exact bytes of `context`. */
  readonly encodedContext: Uint8Array;
  readonly interimTranscriptHash: Uint8Array;
  readonly confirmationTag: Uint8Array;
  readonly tree: RatchetTree;
  /** The HPKE private keys that this member holds, and its leaf index. */
  readonly keys: PrivateKeys;
  readonly signaturePrivateKey: Uint8Array;
  readonly secrets: KeptSecrets;
  readonly secretTree: SecretTree;
  /** Proposals of this epoch that may be committed by reference, by the hex of their ProposalRef, in order of arrival. */
  readonly proposals: ReadonlyMap<string, PendingProposal>;
  /** The newest last. */
  readonly past: readonly PastEpoch[];
  /** Resumption secrets of epochs before this one, the newest last (RFC 9420 §8.6). */
  readonly resumption: readonly ResumptionPsk[];
  /** Set once a ReInit was committed: nothing more may be sent (RFC 9420 §12.4.2). */
  readonly reinit: ReinitProposal | undefined;
}

/** The root of the secret tree is in `secretTree` alone, and the confirmation key has done its work. */
export type KeptSecrets = Omit<EpochSecrets, 'encryptionSecret' | 'confirmationKey'>;

export type ReinitProposal = Extract<Proposal, { readonly proposalType: 'reinit' }>;

/** A proposal that waits for a commit. */
export interface PendingProposal {
  readonly reference: Uint8Array;
  readonly proposal: Proposal;
  readonly sender: Sender;
  /** For an Update of our own: the private keys that go with its leaf. */
  readonly ownKeys: OwnLeafKeys | undefined;
}

export interface OwnLeafKeys {
  readonly encryptionPrivateKey: Uint8Array;
  readonly signaturePrivateKey: Uint8Array;
}

/** What is kept of an epoch for messages that are late (RFC 9420 §15.3). */
export interface PastEpoch {
  readonly epoch: bigint;
  readonly encodedContext: Uint8Array;
  readonly senderDataSecret: Uint8Array;
  readonly secretTree: SecretTree;
  /** This member's leaf, then. */
  readonly ownLeafIndex: number;
  /** Only leaves are looked at. */
  readonly nodes: TreeNodes;
}

export interface ResumptionPsk {
  readonly epoch: bigint;
  readonly psk: Uint8Array;
}

/** A record to be written, or to be deleted when `bytes` is `undefined`. */
export interface RecordChange {
  readonly name: string;
  readonly bytes: Uint8Array | undefined;
}

/** A new state, and what has to be stored so that it can be loaded again; both before anything is sent. */
export interface Transition {
  readonly state: GroupState;
  /** Against the state that the operation began with; in their order, all in one transaction. They hold secrets. */
  readonly changes: readonly RecordChange[];
  /** Secrets that the new state no longer has. To be overwritten (`erase`) once the changes are stored. */
  readonly spent: readonly Uint8Array[];
}
