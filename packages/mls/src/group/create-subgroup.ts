import type { Engine } from '../engine.ts';
import { MlsError } from '../mls-error.ts';
import type { OwnKeyPackage } from '../key-package/key-package.ts';
import { epochTransition, saveGroup } from '../storage/changes.ts';
import type { Extension } from '../wire/extension.ts';
import type { KeyPackage } from '../wire/key-package.ts';
import type { PreSharedKeyId } from '../wire/pre-shared-key.ts';
import type { Proposal } from '../wire/proposal.ts';
import type { Committed } from './create-commit.ts';
import { commitAs } from './create-commit.ts';
import { createGroup } from './create-group.ts';
import type { GroupInfoInput } from './group-info.ts';
import { noHistory } from './next-epoch.ts';
import type { GroupState } from './state.ts';

interface SubgroupInput {
  readonly origin: GroupState;
  readonly own: OwnKeyPackage;
  /** Fresh ones, of the others who are to be in the new group. */
  readonly keyPackages: readonly KeyPackage[];
  readonly welcome?: Partial<GroupInfoInput>;
  readonly nowSeconds: number;
}

export interface BranchInput extends SubgroupInput {
  readonly groupId: Uint8Array;
  readonly extensions?: readonly Extension[];
}

/** The new group in epoch 1, and the Welcome for its other members. `accepted` is what to store. */
export type Subgroup = Pick<Committed, 'welcome' | 'accepted'>;

/**
 * The group that a committed ReInit asks for, of all members of the old one (RFC 9420 §11.2).
 *
 * @throws MLS_INPUT when no ReInit was committed; MLS_KEY_PACKAGE_SUITE
 */
export async function createReinitialized(engine: Engine, input: SubgroupInput): Promise<Subgroup> {
  const { reinit } = input.origin;
  if (reinit === undefined) {
    throw new MlsError('MLS_INPUT', 'No ReInit was committed in this group.');
  }
  if (input.own.keyPackage.cipherSuite !== reinit.cipherSuite) {
    throw new MlsError('MLS_KEY_PACKAGE_SUITE', 'A KeyPackage is for another suite or version.');
  }
  const { groupId, extensions } = reinit;
  return createSubgroup(engine, { ...input, groupId, extensions }, 'reinit');
}

/** A new group of some members of another one, bound to it (RFC 9420 §11.3). @throws MLS_KEY_PACKAGE_SUITE */
export function branch(engine: Engine, input: BranchInput): Promise<Subgroup> {
  if (input.own.keyPackage.cipherSuite !== input.origin.suite.id) {
    throw new MlsError('MLS_KEY_PACKAGE_SUITE', 'A KeyPackage is for another suite or version.');
  }
  return createSubgroup(engine, input, 'branch');
}

async function createSubgroup(
  engine: Engine,
  input: BranchInput,
  usage: 'reinit' | 'branch',
): Promise<Subgroup> {
  const { origin, nowSeconds } = input;
  const alone = await createGroup(engine, input);
  const { state } = alone;
  const { groupId, epoch } = origin.context;
  const psk: PreSharedKeyId = {
    pskType: 'resumption',
    usage,
    pskGroupId: groupId,
    pskEpoch: epoch,
    pskNonce: state.suite.random(state.suite.hashBytes),
  };
  const proposals: Proposal[] = [{ proposalType: 'psk', psk }];
  for (const keyPackage of input.keyPackages) proposals.push({ proposalType: 'add', keyPackage });
  const lent = { resumption: [{ groupId, epoch, psk: origin.secrets.resumptionPsk }] };
  const { leafIndex } = state.keys;
  const committed = await commitAs(
    engine,
    state,
    { proposals, psks: lent, nowSeconds, welcome: input.welcome ?? {} },
    { kind: 'subgroup', leafIndex },
  );
  // Nothing of the group of one before it is stored, and nobody else knows of it.
  const first: GroupState = { ...committed.accepted.state, ...noHistory };
  const { spent } = epochTransition(committed.state, first);
  return {
    welcome: committed.welcome,
    accepted: {
      state: first,
      changes: saveGroup(first),
      spent: [...alone.spent, ...committed.spent, ...spent],
    },
  };
}
