import type { Crypto } from '@sotto/core';
import type { Authenticate } from './engine.ts';
import { createEngine } from './engine.ts';
import { acceptCommit } from './group/accept-commit.ts';
import type { CommitInput, Committed, LeafChange } from './group/create-commit.ts';
import { createCommit } from './group/create-commit.ts';
import type { CreateGroupInput } from './group/create-group.ts';
import { createGroup } from './group/create-group.ts';
import type { BranchInput, Subgroup } from './group/create-subgroup.ts';
import { branch, createReinitialized } from './group/create-subgroup.ts';
import type { JoinedExternally, JoinExternalInput } from './group/external-commit.ts';
import { joinExternal } from './group/external-commit.ts';
import type { ExternalProposalInput, ExternalTarget } from './group/external-proposal.ts';
import { proposeAsExternal, proposeToJoin } from './group/external-proposal.ts';
import type { GroupInfoInput } from './group/group-info.ts';
import { createGroupInfo } from './group/group-info.ts';
import type { Joined, JoinGroupInput } from './group/join-group.ts';
import { joinGroup } from './group/join-group.ts';
import { keepHistory } from './group/keep-history.ts';
import type { OutlineInput } from './group/outline.ts';
import { outlineGroup } from './group/outline.ts';
import type { Processed, ProcessInput } from './group/process.ts';
import { processMessage } from './group/process.ts';
import type { EncryptInput, ProposeInput, Sent } from './group/send.ts';
import { encryptApplication, propose, proposeUpdate, skipGenerations } from './group/send.ts';
import type { GroupState, RecordChange, Transition } from './group/state.ts';
import type { KeyPackageInput, OwnKeyPackage } from './key-package/key-package.ts';
import { createKeyPackage, validateKeyPackage } from './key-package/key-package.ts';
import type { MlsLimits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import { exportSecret } from './schedule/key-schedule.ts';
import { saveGroup } from './storage/changes.ts';
import type { GroupRecords } from './storage/load-group.ts';
import { loadGroup } from './storage/load-group.ts';
import type { Member } from './tree/ratchet-tree.ts';
import { encodeRatchetTree, members } from './tree/ratchet-tree.ts';
import type { KeyPackage } from './wire/key-package.ts';
import type { MlsMessage } from './wire/message.ts';
import { encodeMessage, parseMessage } from './wire/message.ts';
import type { Proposal } from './wire/proposal.ts';

export interface MlsOptions {
  /** The primitives, as a `crypto` plugin gives them. */
  readonly crypto: Crypto;
  readonly authenticate: Authenticate;
  /** What differs from `defaultLimits`. */
  readonly limits?: Partial<MlsLimits>;
}

/**
 * Messaging Layer Security (RFC 9420). States are values: an operation takes one and gives a new one with the records to
 * store, and changes nothing else. There is no I/O and no clock; randomness is that of `crypto`. What is refused throws an
 * `MlsError` whose code names the rule, and leaves the state as it was.
 */
export interface Mls {
  readonly createKeyPackage: (input: KeyPackageInput) => Promise<OwnKeyPackage>;
  /**
   * Somebody's KeyPackage before it is used (RFC 9420 §10.1): signatures, capabilities, lifetime by `nowSeconds`, and the
   * authentication service's word.
   */
  readonly validateKeyPackage: (keyPackage: KeyPackage, nowSeconds: number) => Promise<void>;
  readonly createGroup: (input: CreateGroupInput) => Promise<Transition>;
  /** Joins by a Welcome. */
  readonly joinGroup: (input: JoinGroupInput) => Promise<Joined>;
  /** Joins by an external commit. */
  readonly joinExternal: (input: JoinExternalInput) => Promise<JoinedExternally>;
  /**
   * For who came back by an external commit: the state that it led to, with what `former` kept of `epochs`, whose late messages so open as
   * before. Which epochs both were in is the caller's to know. @throws MLS_INPUT when they are of two groups
   */
  readonly keepHistory: (
    joined: GroupState,
    former: GroupState,
    epochs: readonly bigint[],
  ) => Transition;
  /** A group as who has its GroupInfo and tree sees it: no secret of it. See `outlineGroup`. */
  readonly outline: (input: OutlineInput) => Promise<GroupState>;
  /** The successor that a committed ReInit asks for. */
  readonly reinitialize: (input: Omit<BranchInput, 'groupId' | 'extensions'>) => Promise<Subgroup>;
  /** A new group of some of the members. */
  readonly branch: (input: BranchInput) => Promise<Subgroup>;
  readonly propose: (
    state: GroupState,
    proposal: Proposal,
    input: ProposeInput,
  ) => Promise<Sent & { readonly reference: Uint8Array }>;
  /** Proposes new keys for this member. */
  readonly proposeUpdate: (
    state: GroupState,
    change: LeafChange,
    input: ProposeInput,
  ) => Promise<Sent & { readonly reference: Uint8Array }>;
  readonly proposeAsExternal: (input: ExternalProposalInput) => Promise<Uint8Array>;
  readonly proposeToJoin: (target: ExternalTarget, own: OwnKeyPackage) => Promise<Uint8Array>;
  readonly commit: (state: GroupState, input: CommitInput) => Promise<Committed>;
  /**
   * In place of `accepted` of a commit when messages were taken in since it was made: the same step from the state as it is
   * now. `accepted` is that transition's state. @throws MLS_INPUT when another commit came before it
   */
  readonly accept: (state: GroupState, accepted: GroupState) => Transition;
  /** Takes in a message of the group. */
  readonly process: (
    state: GroupState,
    message: Uint8Array,
    input: ProcessInput,
  ) => Promise<Processed>;
  /** Application data for the group, as an MLSMessage. */
  readonly encrypt: (
    state: GroupState,
    applicationData: Uint8Array,
    input?: EncryptInput,
  ) => Promise<Sent>;
  /**
   * The state without the next `count` generations of this member's own application ratchet: for a member that may have used them in a
   * state which it has lost. Receivers pass over them, as far as they allow. @throws MLS_RATCHET_ENDED
   */
  readonly skip: (state: GroupState, count: number) => Promise<Transition>;
  /** MLS-Exporter (RFC 9420 §8.5). `length` in bytes. */
  readonly exportSecret: (
    state: GroupState,
    label: string,
    context: Uint8Array,
    length: number,
  ) => Promise<Uint8Array>;
  /** The GroupInfo of this epoch, as an MLSMessage. */
  readonly groupInfo: (state: GroupState, input?: Partial<GroupInfoInput>) => Promise<Uint8Array>;
  /** `ratchet_tree<V>`, for where it travels apart from the Welcome. */
  readonly ratchetTree: (state: GroupState) => Uint8Array;
  readonly members: (state: GroupState) => readonly Member[];
  /** All records of a state, with bytes of their own. They hold secrets. */
  readonly save: (state: GroupState) => readonly RecordChange[];
  /** The state that records stand for, after all changes to them. */
  readonly load: (records: GroupRecords) => Promise<GroupState>;
  /** Reads an MLSMessage without acting on it. */
  readonly parse: (message: Uint8Array) => MlsMessage;
}

/** Binds the engine to its primitives and its authentication service. */
export function createMls(options: MlsOptions): Mls {
  const limits = { ...defaultLimits, ...options.limits };
  const engine = createEngine(options.crypto, options.authenticate, limits);
  return {
    createKeyPackage: (input) => createKeyPackage(engine, input),
    validateKeyPackage: async (keyPackage, nowSeconds) => {
      const suite = engine.suite(keyPackage.cipherSuite);
      await validateKeyPackage(engine, suite, keyPackage, { extensions: [], nowSeconds });
    },
    createGroup: (input) => createGroup(engine, input),
    joinGroup: (input) => joinGroup(engine, input),
    joinExternal: (input) => joinExternal(engine, input),
    keepHistory: (joined, former, epochs) => keepHistory(engine, joined, former, epochs),
    outline: (input) => outlineGroup(engine, input),
    reinitialize: (input) => createReinitialized(engine, input),
    branch: (input) => branch(engine, input),
    propose: (state, proposal, input) => propose(engine, state, proposal, input),
    proposeUpdate: (state, change, input) => proposeUpdate(engine, state, change, input),
    proposeAsExternal: (input) => proposeAsExternal(engine, input),
    proposeToJoin: (target, own) => proposeToJoin(engine, target, own),
    commit: (state, input) => createCommit(engine, state, input),
    accept: (state, accepted) => acceptCommit(engine, state, accepted),
    process: (state, message, input) => processMessage(engine, state, message, input),
    encrypt: (state, applicationData, input = {}) =>
      encryptApplication(state, applicationData, input),
    skip: skipGenerations,
    exportSecret: ({ suite, secrets }, label, context, length) =>
      exportSecret(suite, secrets.exporterSecret, label, context, length),
    groupInfo: async (state, input = {}) => {
      const full = { ratchetTree: true, externalPub: true, extensions: [], ...input };
      const groupInfo = await createGroupInfo(state, full);
      return encodeMessage({ wireFormat: 'group_info', groupInfo });
    },
    ratchetTree: ({ tree }) => encodeRatchetTree(tree),
    members: ({ tree }) => members(tree),
    save: saveGroup,
    load: (records) => loadGroup(engine, records),
    parse: (message) => parseMessage(message, limits.maxMessageBytes),
  };
}
