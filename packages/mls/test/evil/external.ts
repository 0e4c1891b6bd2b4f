import { externalInitSend, externalKeyPair } from '../../src/schedule/external-init.ts';
import type { CommitPlan, Item, MadeCommit } from './commit.ts';
import { makeCommit } from './commit.ts';
import type { Person } from './person.ts';
import type { World } from './world.ts';

/** An ExternalInit for this epoch, and the init secret that goes with it. */
export async function makeExternalInit(
  world: World,
): Promise<{ readonly item: Item; readonly initSecret: Uint8Array }> {
  const { publicKey } = await externalKeyPair(world.suite, world.secrets.externalSecret);
  const sent = await externalInitSend(world.suite, publicKey);
  if (sent === undefined) throw new Error('the external key of the world is no key');
  return {
    item: { proposal: { proposalType: 'external_init', kemOutput: sent.kemOutput } },
    initSecret: sent.initSecret,
  };
}

export interface JoinPlan extends Omit<CommitPlan, 'committer' | 'joiner' | 'items'> {
  readonly items?: readonly Item[] | ((init: Item) => readonly Item[]);
  /** That the joiner goes on from, instead of the one that its ExternalInit tells. */
  readonly initSecret?: Uint8Array;
}

/**
 * An external commit of one who is not in the group (§12.4.3.2). The list is an ExternalInit and the items; or, with
 * `items` as a function, what it makes of the ExternalInit.
 */
export async function makeExternalCommit(
  world: World,
  person: Person,
  plan: JoinPlan = {},
): Promise<MadeCommit> {
  const init = await makeExternalInit(world);
  const { items = [] } = plan;
  return makeCommit(world, {
    ...plan,
    committer: -1,
    items: typeof items === 'function' ? items(init.item) : [init.item, ...items],
    joiner: {
      leaf: person.keyPackage.leafNode,
      signatureKey: person.signatureKey,
      initSecret: plan.initSecret ?? init.initSecret,
    },
  });
}
