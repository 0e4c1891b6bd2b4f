import { expect } from 'vitest';
import type { Claim } from '../../src/engine.ts';
import type { LentPsks } from '../../src/group/psks.ts';
import type { MlsLimits } from '../../src/limits.ts';
import type { Suite } from '../../src/suite/suite.ts';
import type { Capabilities } from '../../src/wire/capabilities.ts';
import type { Extension } from '../../src/wire/extension.ts';
import type { MlsMessage } from '../../src/wire/message.ts';
import { parseMessage } from '../../src/wire/message.ts';
import type { CommitPlan, MadeCommit } from './commit.ts';
import { makeCommit } from './commit.ts';
import type { JoinPlan } from './external.ts';
import { makeExternalCommit } from './external.ts';
import { addItem } from './items.ts';
import { createNewcomer } from './newcomer.ts';
import type { Person } from './person.ts';
import { createPerson } from './person.ts';
import { makeApplication } from './proposal.ts';
import { expectRefused } from './refused.ts';
import { treeHash } from './tree.ts';
import type { Victim } from './victim.ts';
import { makeWelcome } from './welcome.ts';
import type { World } from './world.ts';
import { foundWorld } from './world.ts';

export { createNewcomer } from './newcomer.ts';
export { nowSeconds } from './person.ts';

export interface SceneOptions {
  /** How many evil members; the one under test is the last leaf behind them. */
  readonly evil?: number;
  readonly suiteId?: number;
  /** What every member supports beyond the default. */
  readonly extensions?: readonly number[];
  readonly proposals?: readonly number[];
  readonly credentials?: readonly number[];
  /** Evil members, by leaf, who support less. */
  readonly without?: {
    readonly [K in 'extensions' | 'proposals' | 'credentials']?: readonly number[];
  };
  readonly groupExtensions?: readonly Extension[];
  readonly limits?: Partial<MlsLimits>;
  /** Whether a credential may take the place of another. */
  readonly isSuccessor?: (claim: Claim, previous: Claim) => boolean;
  readonly authenticate?: (claim: Claim, previous: Claim | undefined) => boolean;
}

type Code = Parameters<typeof expectRefused>[0];
type Plan = Partial<CommitPlan>;
interface Lent {
  readonly psks?: LentPsks['external'];
  readonly resumption?: LentPsks['resumption'];
}

/** A group of evil members and one on the engine under test, all in one epoch. It moves on with what is taken. */
export class Scene {
  readonly suite: Suite;
  readonly people: readonly Person[];
  world: World;
  victim: Victim;
  #generations = new Map<string, number>();

  constructor(people: readonly Person[], world: World, victim: Victim) {
    this.suite = world.suite;
    this.people = people;
    this.world = world;
    this.victim = victim;
  }

  /** The same place once more, to go another way from here. */
  fork(): Scene {
    const fork = new Scene(this.people, this.world, this.victim);
    fork.#generations = new Map(this.#generations);
    return fork;
  }

  /** The message is refused with this code, nothing of the state has changed, and the group goes on. */
  async rejects(code: Code, message: Uint8Array, lent: Lent = {}): Promise<void> {
    const before = this.victim.saved();
    await expectRefused(code, () => this.victim.process(message, lentOf(lent)));
    expectEqual(this.victim.saved(), before);
    await this.#goesOn();
  }

  /** A right commit is taken still: what is shared between states, such as caches, has kept nothing of what was refused. */
  async #goesOn(): Promise<void> {
    const [committer] = this.world.signatureKeys.keys();
    if (this.victim.state.reinit === undefined) await this.fork().takes({ committer: committer! });
  }

  /** The message is taken. */
  async receives(message: Uint8Array, lent: Lent = {}): Promise<void> {
    const { victim } = await this.victim.process(message, lentOf(lent));
    if (victim === undefined) throw new Error('the member was removed');
    this.victim = victim;
  }

  /** Whether a message would be taken. */
  async isTaken(message: Uint8Array): Promise<boolean> {
    try {
      await this.victim.process(message);
      return true;
    } catch {
      return false;
    }
  }

  /** The commit is refused with this code and nothing has changed; then the right one, if there is one, is taken. */
  async refuses(code: Code, wrong: Plan, right?: Plan, lent: Lent = {}): Promise<void> {
    const { message } = await makeCommit(this.world, { committer: 0, ...wrong });
    await this.rejects(code, message, lent);
    if (right !== undefined) await this.takes(right, lent);
  }

  /** The commit is taken, and leads to the epoch of its committer. */
  async takes(plan: Plan, lent: Lent = {}): Promise<MadeCommit> {
    return this.#follow(await makeCommit(this.world, { committer: 0, ...plan }), lent);
  }

  async refusesJoin(
    code: Code,
    person: Person,
    wrong: JoinPlan,
    right?: JoinPlan,
    lent: Lent = {},
  ): Promise<void> {
    const { message } = await makeExternalCommit(this.world, person, wrong);
    await this.rejects(code, message, lent);
    if (right !== undefined) await this.takesJoin(person, right, lent);
  }

  async takesJoin(person: Person, plan: JoinPlan, lent: Lent = {}): Promise<MadeCommit> {
    return this.#follow(await makeExternalCommit(this.world, person, plan), lent);
  }

  async #follow(made: MadeCommit, lent: Lent): Promise<MadeCommit> {
    await this.receives(made.message, lent);
    this.world = made.world;
    expectEqual(this.victim.context(), made.world.context);
    expectEqual(this.victim.authenticator(), made.world.secrets.epochAuthenticator);
    expectEqual(await treeHash(this.suite, this.victim.tree()), made.world.context.treeHash);
    return made;
  }

  /** A word of an evil member arrives. */
  async reads(sender: number, word: string): Promise<void> {
    const counter = `${this.world.context.epoch}/${sender}`;
    const generation = this.#generations.get(counter) ?? 0;
    this.#generations.set(counter, generation + 1);
    const message = await makeApplication(this.world, sender, new TextEncoder().encode(word), {
      changes: { sealed: { generation } },
    });
    const { victim, applicationData } = await this.victim.process(message);
    expectEqual(new TextDecoder().decode(applicationData), word);
    this.victim = victim!;
  }
}

export async function setScene(options: SceneOptions = {}): Promise<Scene> {
  const { evil = 3, suiteId, limits } = options;
  const newcomer = await createNewcomer({
    ...(suiteId === undefined ? {} : { suiteId }),
    ...(limits === undefined ? {} : { limits }),
    authenticate: (claim, previous) =>
      (options.authenticate?.(claim, previous) ?? true) &&
      (previous === undefined || (options.isSuccessor?.(claim, previous) ?? true)),
    capabilities: capabilitiesOf(options),
  });
  const { suite } = newcomer;
  const people: Person[] = [];
  for (let leaf = 0; leaf < evil; leaf += 1) {
    people.push(
      await createPerson(suite, {
        leaf: (content) => ({
          ...content,
          capabilities: { ...content.capabilities, ...capabilitiesOf(options, leaf) },
        }),
      }),
    );
  }
  const [founder, ...others] = people;
  const founded = await foundWorld(suite, founder!, { extensions: options.groupExtensions ?? [] });
  const { keyPackage } = newcomer.own;
  const made = await makeCommit(founded, {
    committer: 0,
    items: [...others.map(addItem), { proposal: { proposalType: 'add', keyPackage } }],
    path: true,
  });
  const packages = [...others.map((person) => person.keyPackage), keyPackage];
  const victim = await newcomer.join(await makeWelcome(made, packages));
  return new Scene(people, made.world, victim);
}

function capabilitiesOf(options: SceneOptions, leaf?: number): Partial<Capabilities> {
  const has = (kind: 'extensions' | 'proposals' | 'credentials', least: readonly number[]) =>
    leaf !== undefined && options.without?.[kind]?.includes(leaf) === true
      ? least
      : (options[kind] ?? least);
  return {
    extensions: has('extensions', []),
    proposals: has('proposals', []),
    credentials: has('credentials', [1]),
  };
}

function lentOf({ psks, resumption }: Lent): LentPsks {
  return {
    ...(psks === undefined ? {} : { external: psks }),
    ...(resumption === undefined ? {} : { resumption }),
  };
}

function expectEqual<T>(actual: T, expected: T): void {
  expect(actual).toEqual(expected);
}

export function parse(message: Uint8Array): MlsMessage {
  return parseMessage(message, 16_777_216);
}
