import type { MadeCommit } from './commit.ts';
import { makeCommit } from './commit.ts';
import { makeGroupInfo } from './group-info.ts';
import { addItem, removeItem } from './items.ts';
import type { Newcomer, NewcomerOptions } from './newcomer.ts';
import { createNewcomer } from './newcomer.ts';
import type { Person } from './person.ts';
import { createPerson } from './person.ts';
import { expectRefused } from './refused.ts';
import type { TreeNodes } from '../../src/wire/ratchet-tree.ts';
import type { PathChanges } from './update-path.ts';
import type { Victim } from './victim.ts';
import type { WelcomeChanges } from './welcome.ts';
import { makeWelcome } from './welcome.ts';
import type { World } from './world.ts';
import { foundWorld } from './world.ts';

/** How the group came to be what it is; each step is right again in what follows from it. */
export interface History {
  /** The tree into which leaf 0 merges its path. */
  readonly beforeFirst?: (tree: TreeNodes) => TreeNodes;
  readonly firstPath?: PathChanges;
  readonly beforeSecond?: (tree: TreeNodes) => TreeNodes;
  readonly secondPath?: PathChanges;
  /** The two who come last, at leaves 6 and 7. */
  readonly dora?: Person;
  readonly emil?: Person;
}

/** What the last commit, which adds the newcomer at leaf 8, does to the tree. */
export type Alteration = (tree: TreeNodes) => TreeNodes;

/**
 * A group of eight evil members which a newcomer on the engine under test is to join at leaf 8. Leaf 0 committed with a path and
 * then leaf 4; leaves 6 and 7 came after. So nodes 1, 3, 9 and 7 are set, and 6 and 7 are unmerged at node 7:
 *
 *              7[6,7]
 *         3             _
 *      1     _       9     _
 *     0 1   2 3     4 5   6 7
 */
export async function setArrival(
  history: History = {},
  options: NewcomerOptions = {},
): Promise<Arrival> {
  const newcomer = await createNewcomer(options);
  const { suite } = newcomer;
  const people: Person[] = [];
  for (let leaf = 0; leaf < 6; leaf += 1) people.push(await createPerson(suite));
  people.push(history.dora ?? (await createPerson(suite)));
  people.push(history.emil ?? (await createPerson(suite)));
  const [founder, ...others] = people.slice(0, 6);
  const founded = await foundWorld(suite, founder!);
  const { world: gathered } = await makeCommit(founded, {
    committer: 0,
    items: others.map(addItem),
    path: false,
  });
  const { world: first } = await makeCommit(gathered, {
    committer: 0,
    changes: {
      ...(history.beforeFirst === undefined ? {} : { proposed: history.beforeFirst }),
      updatePath: history.firstPath ?? {},
    },
  });
  const { world: second } = await makeCommit(first, {
    committer: 4,
    changes: {
      ...(history.beforeSecond === undefined ? {} : { proposed: history.beforeSecond }),
      updatePath: history.secondPath ?? {},
    },
  });
  const { world } = await makeCommit(second, {
    committer: 0,
    items: people.slice(6).map(addItem),
    path: false,
  });
  return new Arrival(newcomer, people, world);
}

export class Arrival {
  readonly newcomer: Newcomer;
  readonly people: readonly Person[];
  readonly world: World;

  constructor(newcomer: Newcomer, people: readonly Person[], world: World) {
    this.newcomer = newcomer;
    this.people = people;
    this.world = world;
  }

  /** The commit that adds the newcomer, by leaf 1; without a path unless told. */
  add(alteration?: Alteration, path: boolean = false): Promise<MadeCommit> {
    const { keyPackage } = this.newcomer.own;
    return makeCommit(this.world, {
      committer: 1,
      items: [{ proposal: { proposalType: 'add', keyPackage } }],
      path,
      ...(alteration === undefined ? {} : { changes: { proposed: alteration } }),
    });
  }

  /** The commit that adds the newcomer, with a path of that leaf. */
  addWithPath(committer: number, updatePath: PathChanges): Promise<MadeCommit> {
    const { keyPackage } = this.newcomer.own;
    return makeCommit(this.world, {
      committer,
      items: [{ proposal: { proposalType: 'add', keyPackage } }],
      path: true,
      changes: { updatePath },
    });
  }

  /** The same group after leaf 0 removed somebody. */
  async without(removed: number): Promise<Arrival> {
    const { world } = await makeCommit(this.world, { committer: 0, items: [removeItem(removed)] });
    return new Arrival(this.newcomer, this.people, world);
  }

  async signatureOfGroupInfo(made: MadeCommit): Promise<Uint8Array> {
    const { signature } = await makeGroupInfo(made.world, made.committer);
    return signature;
  }

  async welcome(made: MadeCommit, changes: WelcomeChanges = {}): Promise<Uint8Array> {
    return makeWelcome(made, [this.newcomer.own.keyPackage], changes);
  }

  /** Joins the group as it is. */
  async joins(made?: MadeCommit): Promise<Victim> {
    return this.newcomer.join(await this.welcome(made ?? (await this.add())));
  }

  /** A Welcome to the group as altered is refused; one to the group as it is, taken. */
  async refuses(
    code: Parameters<typeof expectRefused>[0],
    alteration: Alteration | undefined,
    changes: WelcomeChanges = {},
  ): Promise<void> {
    const welcome = await this.welcome(await this.add(alteration), changes);
    await expectRefused(code, () => this.newcomer.join(welcome));
  }
}
