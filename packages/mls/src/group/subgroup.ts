import { sameBytes } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { Member, RatchetTree } from '../tree/ratchet-tree.ts';
import { members } from '../tree/ratchet-tree.ts';
import type { Extension } from '../wire/extension.ts';
import { writeExtensions } from '../wire/extension.ts';
import type { GroupInfo } from '../wire/group-info.ts';
import type { PreSharedKeyId, ResumptionUsage } from '../wire/pre-shared-key.ts';
import { Writer } from '../wire/writer.ts';
import type { GroupState } from './state.ts';

/** The group that a new one follows from, and what the application knows of its people. */
export interface Origin {
  readonly state: GroupState;
  /** Whether two leaves are the same client's or person's, as the application sees it (RFC 9420 §11.3). */
  readonly isSameMember: (one: Member['leafNode'], other: Member['leafNode']) => boolean;
}

type ResumptionId = Extract<PreSharedKeyId, { readonly pskType: 'resumption' }>;

/** The one resumption key with usage `reinit` or `branch`, if there is one. */
function subgroupPsk(psks: readonly PreSharedKeyId[]): ResumptionId | undefined {
  return psks.filter(isSubgroupPsk)[0];
}

function isSubgroupPsk(id: PreSharedKeyId): id is ResumptionId {
  return id.pskType === 'resumption' && id.usage !== 'application';
}

/** RFC 9420 §12.4.3.1. @throws MLS_WELCOME_PSKS */
export function requireSinglePsk(psks: readonly PreSharedKeyId[]): void {
  if (psks.filter(isSubgroupPsk).length > 1) {
    throw new MlsError('MLS_WELCOME_PSKS', 'A Welcome follows from more than one group.');
  }
}

/**
 * Holds a new group against the one that it says it follows from (RFC 9420 §§11.2, 11.3, 12.4.3.1).
 *
 * @throws MLS_ORIGIN_MISSING, MLS_ORIGIN_EPOCH, MLS_ORIGIN_REINIT, MLS_ORIGIN_SUITE, MLS_ORIGIN_MEMBERS
 */
export function requireOrigin(
  groupInfo: GroupInfo,
  tree: RatchetTree,
  psks: readonly PreSharedKeyId[],
  origin: Origin | undefined,
): void {
  const id = subgroupPsk(psks);
  if (id === undefined && origin === undefined) return;
  if (
    id === undefined ||
    origin === undefined ||
    !sameBytes(id.pskGroupId, origin.state.context.groupId)
  ) {
    throw new MlsError(
      'MLS_ORIGIN_MISSING',
      'A new group does not follow from the one that is here.',
    );
  }
  if (groupInfo.groupContext.epoch !== 1n) {
    throw new MlsError('MLS_ORIGIN_EPOCH', 'A group that follows from another is not new.');
  }
  requireParameters(groupInfo, id.usage, id.pskEpoch, origin.state);
  requireMembers(members(tree), members(origin.state.tree), id.usage, origin.isSameMember);
}

function requireParameters(
  { groupContext }: GroupInfo,
  usage: ResumptionUsage,
  pskEpoch: bigint,
  { context, reinit }: GroupState,
): void {
  if (usage === 'branch') {
    if (
      groupContext.version !== context.version ||
      groupContext.cipherSuite !== context.cipherSuite
    ) {
      throw new MlsError(
        'MLS_ORIGIN_SUITE',
        'A branch is of another suite or version than its origin.',
      );
    }
    return;
  }
  const fits =
    reinit !== undefined &&
    pskEpoch === context.epoch &&
    sameBytes(groupContext.groupId, reinit.groupId) &&
    groupContext.version === reinit.version &&
    groupContext.cipherSuite === reinit.cipherSuite &&
    sameBytes(encode(groupContext.extensions), encode(reinit.extensions));
  if (!fits) {
    throw new MlsError('MLS_ORIGIN_REINIT', 'A group is not the one that the ReInit asked for.');
  }
}

/** A branch: all of it come from the origin. A ReInit: all of the origin are in it as well. */
function requireMembers(
  now: readonly Member[],
  then: readonly Member[],
  usage: ResumptionUsage,
  isSameMember: Origin['isSameMember'],
): void {
  const within = (some: readonly Member[], all: readonly Member[]): boolean =>
    some.every(({ leafNode }) => all.some((other) => isSameMember(leafNode, other.leafNode)));
  if (!within(usage === 'branch' ? now : then, usage === 'branch' ? then : now)) {
    throw new MlsError(
      'MLS_ORIGIN_MEMBERS',
      'A group has not the members that its origin asks for.',
    );
  }
}

function encode(extensions: readonly Extension[]): Uint8Array {
  const writer = new Writer(128);
  writeExtensions(writer, extensions);
  return writer.finish();
}
