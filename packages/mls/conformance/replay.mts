import type { Crypto } from '@sotto/core';
import type { GroupState, Mls, MlsLimits } from '../src/index.ts';
import { createMls } from '../src/index.ts';
import { sameBytes } from '../src/bytes.ts';
import { createSuite } from '../src/suite/suite.ts';
import { describeFailure, Failure } from './failure.mts';
import { fromHex } from './hex.mts';
import { ownKeys } from './own-keys.mts';
import type { PassiveClientEpoch, PassiveClientVector } from './vector.mts';

/** Wide enough for any group that fits into a file. They bound sizes; no rule is let go. */
const limits: Partial<MlsLimits> = {
  maxMessageBytes: 2 ** 28,
  maxLeaves: 2 ** 20,
  maxGroupIdBytes: 2 ** 16,
  maxPendingProposals: 2 ** 20,
  maxForwardGenerations: 2 ** 16,
  maxSkippedKeys: 2 ** 16,
  maxResumptionPsks: 2 ** 20,
  maxLifetimeSeconds: 2 ** 64,
};

const nowSeconds = Math.floor(Date.now() / 1000);

/** Joins by the vector's Welcome and follows all its commits. `undefined` when all holds, else what did not, and where. */
export async function replay(
  crypto: Crypto,
  vector: PassiveClientVector,
): Promise<string | undefined> {
  // The published credentials mean nothing: their authentication service accepts all.
  const mls = createMls({ crypto, authenticate: () => true, limits });
  let place = 'Welcome';
  try {
    let state = await join(crypto, mls, vector);
    for (const [index, epoch] of (vector.epochs ?? []).entries()) {
      place = `epoch ${index}`;
      state = await follow(mls, state, epoch, vector);
    }
    return undefined;
  } catch (error) {
    return `${place}: ${describeFailure(error)}`;
  }
}

async function join(crypto: Crypto, mls: Mls, vector: PassiveClientVector): Promise<GroupState> {
  const suite = createSuite(crypto, vector.cipher_suite);
  if (suite === undefined) throw new Failure('SUITE_UNKNOWN');
  const own = await ownKeys(suite, vector, limits.maxMessageBytes!);
  const { ratchet_tree: tree } = vector;
  const { state } = await mls.joinGroup({
    welcome: fromHex(vector.welcome),
    own: [own],
    psks: psksOf(vector),
    isMemberOf: () => false,
    ...(tree ? { ratchetTree: fromHex(tree) } : {}),
  });
  requireAuthenticator(state, vector.initial_epoch_authenticator);
  return state;
}

async function follow(
  mls: Mls,
  before: GroupState,
  { proposals = [], commit, epoch_authenticator: authenticator }: PassiveClientEpoch,
  vector: PassiveClientVector,
): Promise<GroupState> {
  const psks = psksOf(vector);
  let state = before;
  for (const proposal of proposals) {
    const processed = await mls.process(state, fromHex(proposal), { nowSeconds, psks });
    if (processed.kind !== 'proposal') throw new Failure('NOT_A_PROPOSAL');
    state = processed.state;
  }
  const processed = await mls.process(state, fromHex(commit), { nowSeconds, psks });
  if (processed.kind === 'removed') throw new Failure('REMOVED');
  if (processed.kind !== 'commit') throw new Failure('NOT_A_COMMIT');
  requireAuthenticator(processed.state, authenticator);
  return processed.state;
}

function psksOf({ external_psks: psks = [] }: PassiveClientVector) {
  return {
    external: psks.map(({ psk_id, psk }) => ({ pskId: fromHex(psk_id), psk: fromHex(psk) })),
  };
}

function requireAuthenticator(state: GroupState, expected: string): void {
  if (!sameBytes(state.secrets.epochAuthenticator, fromHex(expected))) {
    throw new Failure('EPOCH_AUTHENTICATOR');
  }
}
