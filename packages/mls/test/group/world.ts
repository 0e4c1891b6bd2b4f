import { expect } from 'vitest';
import type {
  CommitEffects,
  CommitInput,
  CreateGroupInput,
  Extension,
  GroupState,
  Joined,
  OwnKeyPackage,
  Processed,
  ProcessInput,
  Transition,
} from '../../src/index.ts';
import { erase } from '../../src/index.ts';
import { applyChanges, expectRecords } from '../storage/records.ts';
import type { ClientOptions, Stage } from './stage.ts';
import {
  createKeyPackage,
  credentialOf,
  nameOf,
  now,
  signatureKeyOf,
  capabilitiesOf,
} from './stage.ts';

/**
 * One client in one group, as an application keeps it: it stores the changes of each step, drops the state before, and
 * overwrites what was spent.
 */
export class Member {
  readonly name: string;
  readonly stage: Stage;
  readonly records = new Map<string, Uint8Array>();
  /** What was said to it, as `name: text`. */
  readonly heard: string[] = [];
  state: GroupState;
  isRemoved = false;

  constructor(stage: Stage, name: string, first: Transition) {
    this.stage = stage;
    this.name = name;
    this.state = first.state;
    this.take(first);
  }

  get leafIndex(): number {
    return this.state.keys.leafIndex;
  }

  /**
   * Stores a step, and overwrites what it spent. Every step of every test is held to this: what is stored is what the state
   * would save whole, and what is overwritten is no part of it.
   */
  take({ state, changes, spent }: Transition): void {
    applyChanges(this.records, changes);
    this.state = state;
    erase(...spent);
    expectRecords(this.records, this.stage.mls.save(state));
  }

  /** Takes a message in; what is refused rejects, and changes nothing. */
  async receive(message: Uint8Array, input: Partial<ProcessInput> = {}): Promise<Processed> {
    const processed = await this.stage.mls.process(this.state, message, {
      nowSeconds: now,
      ...input,
    });
    if (processed.kind === 'removed') this.isRemoved = true;
    else this.take(processed);
    if (processed.kind === 'application') {
      const { sender, applicationData } = processed;
      const name = nameOf(sender.leafNode.credential);
      this.heard.push(`${name}: ${new TextDecoder().decode(applicationData)}`);
    }
    return processed;
  }

  /** Seals a text for the group. */
  async say(text: string, options: { readonly paddedBytes?: number } = {}): Promise<Uint8Array> {
    const sent = await this.stage.mls.encrypt(this.state, new TextEncoder().encode(text), options);
    this.take(sent);
    return sent.message;
  }

  /** A copy of all that is stored, as a thief would take it. */
  copyRecords(): Map<string, Uint8Array> {
    return new Map([...this.records].map(([name, bytes]) => [name, bytes.slice()]));
  }

  /** A second client with all that this one has. */
  async stolen(): Promise<Member> {
    const state = await this.stage.mls.load(this.copyRecords());
    const changes = [...this.copyRecords()].map(([name, bytes]) => ({ name, bytes }));
    return new Member(this.stage, this.name, { state, changes, spent: [] });
  }

  /** As after a restart: all it has is what it stored. */
  async reload(): Promise<void> {
    this.state = await this.stage.mls.load(this.copyRecords());
  }
}

export interface GroupOptions extends ClientOptions {
  readonly groupId?: Uint8Array;
  readonly groupExtensions?: readonly Extension[];
}

export interface CommitOptions extends Partial<CommitInput> {
  /** Names of those who are added. */
  readonly adds?: readonly string[];
  readonly removes?: readonly Member[];
  /** Of those who are added. */
  readonly client?: ClientOptions;
}

/** A group with all of its members, and a delivery service that loses nothing. */
export class World {
  readonly stage: Stage;
  members: Member[];

  constructor(stage: Stage, members: readonly Member[]) {
    this.stage = stage;
    this.members = [...members];
  }

  /** A group of these people, the first of whom founded it and added the others at once. */
  static async of(
    stage: Stage,
    names: readonly string[],
    options: GroupOptions = {},
  ): Promise<World> {
    const [founder = '', ...others] = names;
    const own = await createKeyPackage(stage, founder, options);
    const input: CreateGroupInput = {
      groupId: options.groupId ?? new TextEncoder().encode(`group of ${founder}`),
      own,
      extensions: options.groupExtensions ?? [],
      nowSeconds: now,
    };
    const world = new World(stage, [
      new Member(stage, founder, await stage.mls.createGroup(input)),
    ]);
    if (others.length > 0) await world.commit(world.members[0]!, { adds: others, client: options });
    return world;
  }

  get epoch(): bigint {
    return this.members[0]!.state.context.epoch;
  }

  get(name: string): Member {
    const found = this.members.find((member) => member.name === name);
    if (found === undefined) throw new Error(`${name} is not in the group`);
    return found;
  }

  /** Gives a message to everybody but these, and leaves out whom it removed. */
  async deliver(
    message: Uint8Array,
    from: Member | undefined,
    input: Partial<ProcessInput> = {},
  ): Promise<readonly Processed[]> {
    const processed: Processed[] = [];
    for (const member of this.members) {
      if (member !== from) processed.push(await member.receive(message, input));
    }
    this.members = this.members.filter(({ isRemoved }) => !isRemoved);
    return processed;
  }

  /** A commit that nobody disputes; those whom it adds come in by its Welcome. */
  async commit(
    by: Member,
    { adds = [], removes = [], client = {}, ...input }: CommitOptions = {},
  ): Promise<{ readonly joined: readonly Member[]; readonly effects: CommitEffects | undefined }> {
    const { mls } = this.stage;
    const own: OwnKeyPackage[] = [];
    for (const name of adds) own.push(await createKeyPackage(this.stage, name, client));
    const committed = await mls.commit(by.state, {
      nowSeconds: now,
      ...input,
      proposals: [
        ...(input.proposals ?? []),
        ...own.map(({ keyPackage }) => ({ proposalType: 'add' as const, keyPackage })),
        ...removes.map(({ leafIndex }) => ({
          proposalType: 'remove' as const,
          removed: leafIndex,
        })),
      ],
    });
    by.take(committed);
    const psks = input.psks === undefined ? {} : { psks: input.psks };
    const processed = await this.deliver(committed.message, by, psks);
    by.take(committed.accepted);
    const joined: Member[] = [];
    for (const [index, keyPackage] of own.entries()) {
      const tree = input.welcome?.ratchetTree === false ? mls.ratchetTree(by.state) : undefined;
      joined.push(await this.join(adds[index]!, committed.welcome!, keyPackage, { tree, ...psks }));
    }
    this.agree();
    const effects = processed.find(({ kind }) => kind === 'commit' || kind === 'removed');
    return { joined, effects: effects as CommitEffects | undefined };
  }

  /** Comes in by a Welcome. */
  async join(
    name: string,
    welcome: Uint8Array,
    own: OwnKeyPackage,
    more: {
      readonly tree?: Uint8Array | undefined;
      readonly psks?: NonNullable<CommitInput['psks']>;
    } = {},
  ): Promise<Member> {
    const { tree, psks } = more;
    const joined: Joined = await this.stage.mls.joinGroup({
      welcome,
      own: [own],
      isMemberOf: () => false,
      ...(tree === undefined ? {} : { ratchetTree: tree }),
      ...(psks === undefined ? {} : { psks }),
    });
    const member = new Member(this.stage, name, joined);
    this.members.push(member);
    return member;
  }

  /** Comes in by an external commit, in place of a former self if there is one in the group. */
  async joinExternally(
    name: string,
    options: { readonly replaces?: number } = {},
  ): Promise<Member> {
    const { mls, suite } = this.stage;
    const joined = await mls.joinExternal({
      groupInfo: await mls.groupInfo(this.members[0]!.state),
      credential: credentialOf(name),
      signaturePrivateKey: await signatureKeyOf(this.stage, name),
      capabilities: capabilitiesOf([suite]),
      isMemberOf: () => false,
      ...options,
    });
    await this.deliver(joined.message, undefined);
    const member = new Member(this.stage, name, joined);
    this.members.push(member);
    this.agree();
    return member;
  }

  /** Everybody has one view of the group: the secrets, the tree, the members. */
  agree(): void {
    const [first, ...others] = this.members.map((member) => viewOf(member));
    for (const view of others) expectSame(view, first);
  }

  /** Everybody says something that everybody else hears. */
  async talk(): Promise<void> {
    for (const member of this.members) {
      const text = `${member.name} in epoch ${this.epoch}`;
      await this.deliver(await member.say(text), member);
      for (const other of this.members) {
        if (other !== member) expectSame(other.heard.at(-1), `${member.name}: ${text}`);
      }
    }
  }
}

function expectSame(one: unknown, other: unknown): void {
  expect(one).toEqual(other);
}

/** What all members of an epoch have in common. */
export function viewOf({ stage, state }: Pick<Member, 'stage' | 'state'>): unknown {
  return {
    epoch: state.context.epoch,
    authenticator: state.secrets.epochAuthenticator.toHex(),
    treeHash: state.context.treeHash.toHex(),
    tree: stage.mls.ratchetTree(state).toHex(),
    members: stage.mls
      .members(state)
      .map(({ leafIndex, leafNode }) => `${leafIndex} ${nameOf(leafNode.credential)}`),
  };
}

/** What a refused step must not change. */
export function snapshotOf({ stage, state }: Pick<Member, 'stage' | 'state'>): string {
  return JSON.stringify(
    stage.mls.save(state).map(({ name, bytes }) => `${name} ${bytes?.toHex()}`),
  );
}
