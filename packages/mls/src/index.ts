export type { Authenticate, Claim, Presented } from './engine.ts';
export { erase } from './bytes.ts';
export type { MlsErrorCode } from './error-codes.ts';
export { MlsError } from './mls-error.ts';
export type { MlsLimits } from './limits.ts';
export { defaultLimits } from './limits.ts';
export type { Mls, MlsOptions } from './mls.ts';
export { createMls } from './mls.ts';
export type { CipherSuite, CipherSuiteName, KemName } from './suite/cipher-suites.ts';
export { cipherSuites, knownCipherSuites } from './suite/cipher-suites.ts';
export type { GenerationRange, MessageRange, ReceivedGeneration } from './components/app-ack.ts';
export { appAckOf, appAckProposal, missingGenerations, rangesOf } from './components/app-ack.ts';
export type { ComponentData } from './components/app-data-dictionary.ts';
export {
  appDataDictionary,
  componentIds,
  componentsOf,
  encodeComponentsList,
  findComponent,
  parseComponentsList,
  withComponent,
} from './components/app-data-dictionary.ts';
export { isLastResort, lastResortExtensions } from './components/last-resort.ts';
export { sentCount } from './components/sent-count.ts';
export type { Suite } from './suite/suite.ts';
export type { CommittedProposal } from './group/committed.ts';
export type { CommitInput, Committed, LeafChange } from './group/create-commit.ts';
export type { CreateGroupInput } from './group/create-group.ts';
export type { BranchInput, Subgroup } from './group/create-subgroup.ts';
export type { JoinedExternally, JoinExternalInput } from './group/external-commit.ts';
export type { ExternalProposalInput, ExternalTarget } from './group/external-proposal.ts';
export { eraseGroup } from './group/erase-group.ts';
export type { OutlineInput } from './group/outline.ts';
export { isOutline } from './group/outline.ts';
export type { ExternalSender } from './group/group-extensions.ts';
export type { GroupInfoInput } from './group/group-info.ts';
export type { Joined, JoinGroupInput } from './group/join-group.ts';
export type { JoinInput } from './group/open-group-info.ts';
export type { Processed, ProcessInput, ReceivedApplication } from './group/process.ts';
export type { CommitEffects, ProcessedCommit } from './group/process-commit.ts';
export type { LentPsks } from './group/psks.ts';
export type { ReceivedProposal } from './group/receive-proposal.ts';
export type { EncryptInput, ProposeInput, Sent } from './group/send.ts';
export type {
  GroupState,
  KeptSecrets,
  OwnLeafKeys,
  PastEpoch,
  PendingProposal,
  RecordChange,
  ReinitProposal,
  ResumptionPsk,
  Transition,
} from './group/state.ts';
export type { Origin } from './group/subgroup.ts';
export type { KeyPackageInput, OwnKeyPackage } from './key-package/key-package.ts';
export type { GroupRecords } from './storage/load-group.ts';
export type { Member, RatchetTree } from './tree/ratchet-tree.ts';
export type { Capabilities, RequiredCapabilities } from './wire/capabilities.ts';
export type { Credential } from './wire/credential.ts';
export type { Extension } from './wire/extension.ts';
export { extensionTypes } from './wire/extension.ts';
export type { GroupContext } from './wire/group-context.ts';
export type { GroupInfo } from './wire/group-info.ts';
export type { KeyPackage } from './wire/key-package.ts';
export type { LeafNode, LeafNodeSource, Lifetime } from './wire/leaf-node.ts';
export type { MlsMessage, PrivateMessage, PublicMessage } from './wire/message.ts';
export { encodeMessage, parseMessage } from './wire/message.ts';
export type { PreSharedKeyId, ResumptionUsage } from './wire/pre-shared-key.ts';
export type { Proposal, ProposalType } from './wire/proposal.ts';
export { proposalTypes } from './wire/proposal.ts';
export type { Welcome } from './wire/welcome.ts';
