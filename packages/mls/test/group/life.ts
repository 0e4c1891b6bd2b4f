import fc from 'fast-check';
import { expect } from 'vitest';
import type { Committed, OwnKeyPackage, Proposal } from '../../src/index.ts';
import { createKeyPackage, now } from './stage.ts';
import type { Member, World } from './world.ts';

/** One thing that happens to a group. The numbers say to whom, each taken modulo how many there are. */
export interface Step {
  readonly kind: (typeof kinds)[number];
  readonly who: number;
  readonly whom: number;
  /** How many commit at once. */
  readonly rivals: number;
}

const kinds = [
  'say',
  'say',
  'say',
  'flush',
  'update',
  'add',
  'remove',
  'propose update',
  'propose add',
  'propose remove',
  'join from outside',
  'come back',
  'reload',
] as const;

export const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...kinds),
  who: fc.nat(1_000),
  whom: fc.nat(1_000),
  rivals: fc.integer({ min: 1, max: 3 }),
});

/** Of the engines that lives are lived with. */
export const limits = { maxPastEpochs: 2, maxResumptionPsks: 2 } as const;

interface InFlight {
  readonly from: string;
  readonly epoch: bigint;
  readonly text: string;
  readonly message: Uint8Array;
  /** Those who were there when it was said, and have not had it. */
  readonly for: Set<Member>;
}

/**
 * A group to which steps happen. The delivery service takes the first commit of an epoch, and lets application messages be
 * late, out of order, or lost. After every commit all members have one view of the group.
 */
export class Life {
  readonly world: World;
  readonly maxMembers: number;
  #inFlight: InFlight[] = [];
  readonly #waiting = new Map<string, OwnKeyPackage>();
  #names = 0;

  constructor(world: World, maxMembers: number) {
    this.world = world;
    this.maxMembers = maxMembers;
  }

  async take({ kind, who, whom, rivals }: Step): Promise<void> {
    const { world } = this;
    const { members } = world;
    const member = members[who % members.length]!;
    const other = members[whom % members.length]!;
    const isFull = members.length + this.#waiting.size >= this.maxMembers;
    switch (kind) {
      case 'say':
        return this.#say(member);
      case 'flush':
        return this.#flush(whom);
      case 'update':
        return this.#commit(member, rivals, []);
      case 'add': {
        if (isFull) return;
        return this.#commit(member, rivals, [await this.#newcomer()]);
      }
      case 'remove': {
        const isPossible = other !== member && members.length > 2;
        const removal = { proposalType: 'remove' as const, removed: other.leafIndex };
        return this.#commit(
          member,
          isPossible ? 1 : rivals,
          isPossible ? [removal] : [],
          isPossible,
        );
      }
      case 'propose update':
        return this.#proposeUpdate(member);
      case 'propose add':
        return isFull ? undefined : this.#propose(member, await this.#newcomer());
      case 'propose remove': {
        const isAlready = [...member.state.proposals.values()].length > 0;
        if (members.length < 3 || isAlready) return;
        return this.#propose(member, { proposalType: 'remove', removed: other.leafIndex });
      }
      case 'join from outside': {
        if (isFull) return;
        this.#names += 1;
        await world.joinExternally(`late ${this.#names}`);
        return this.#startEpoch();
      }
      case 'come back':
        await this.#comeBack(member);
        return this.#startEpoch();
      case 'reload':
        return member.reload();
    }
  }

  async #say(member: Member): Promise<void> {
    if (member.state.proposals.size > 0) return;
    const { epoch } = member.state.context;
    const text = `${member.name} ${epoch} ${this.#inFlight.length}`;
    const message = await member.say(text);
    const readers = this.world.members.filter((reader) => reader !== member);
    this.#inFlight.push({ from: member.name, epoch, text, message, for: new Set(readers) });
  }

  /** Delivers what is under way, backwards or forwards, and loses every third message. */
  async #flush(order: number): Promise<void> {
    const messages = order % 2 === 0 ? this.#inFlight : this.#inFlight.toReversed();
    this.#inFlight = [];
    for (const [index, { from, epoch, text, message, for: readers }] of messages.entries()) {
      if ((index + order) % 3 === 0) continue;
      for (const reader of readers) {
        if (!this.world.members.includes(reader)) continue;
        const isRemembered = epoch + BigInt(limits.maxPastEpochs) >= reader.state.context.epoch;
        const outcome = await reader.receive(message).catch((error: unknown) => error);
        const expected = isRemembered ? { kind: 'application' } : { code: 'MLS_EPOCH_PAST' };
        expectLike(outcome, expected);
        if (isRemembered) expectLike(reader.heard.at(-1), `${from}: ${text}`);
      }
    }
  }

  async #newcomer(): Promise<Proposal> {
    this.#names += 1;
    const own = await createKeyPackage(this.world.stage, `member ${this.#names}`);
    this.#waiting.set(own.keyPackage.encoded.toHex(), own);
    return { proposalType: 'add', keyPackage: own.keyPackage };
  }

  async #propose(member: Member, proposal: Proposal): Promise<void> {
    const input = { nowSeconds: now };
    const { message, ...sent } = await this.world.stage.mls.propose(member.state, proposal, input);
    member.take(sent);
    await this.world.deliver(message, member);
  }

  async #proposeUpdate(member: Member): Promise<void> {
    const input = { nowSeconds: now, wireFormat: 'public_message' as const };
    const { message, ...sent } = await this.world.stage.mls.proposeUpdate(member.state, {}, input);
    member.take(sent);
    await this.world.deliver(message, member);
  }

  /** Several commit at once: the first one wins, and the others find themselves where they were. */
  async #commit(
    first: Member,
    rivals: number,
    proposals: readonly Proposal[],
    isWithoutPending = false,
  ): Promise<void> {
    const { world } = this;
    const start = world.members.indexOf(first);
    const attempts: { readonly by: Member; readonly committed: Committed }[] = [];
    for (let rival = 0; rival < Math.min(rivals, world.members.length); rival += 1) {
      const by = world.members[(start + rival) % world.members.length]!;
      const committed = await world.stage.mls.commit(by.state, {
        proposals: by === first ? proposals : [],
        ...(isWithoutPending ? { pending: [] } : {}),
        wireFormat: rival % 2 === 0 ? 'private_message' : 'public_message',
        nowSeconds: now,
      });
      by.take(committed);
      attempts.push({ by, committed });
    }
    const { by, committed } = attempts[0]!;
    await world.deliver(committed.message, by);
    by.take(committed.accepted);
    for (const { by: loser, committed: lost } of attempts.slice(1)) {
      if (loser.isRemoved) continue;
      const outcome = await by.receive(lost.message).catch((error: unknown) => error);
      expectLike(outcome, { code: 'MLS_EPOCH_PAST' });
    }
    if (committed.welcome !== undefined) await this.#letIn(committed.welcome, by);
    this.#startEpoch();
  }

  async #letIn(welcome: Uint8Array, by: Member): Promise<void> {
    for (const { leafNode } of this.world.stage.mls.members(by.state)) {
      for (const own of this.#waiting.values()) {
        if (own.keyPackage.leafNode.encoded.toHex() !== leafNode.encoded.toHex()) continue;
        const { credential } = leafNode;
        const name = credential.credentialType === 'basic' ? credential.identity : new Uint8Array();
        await this.world.join(new TextDecoder().decode(name), welcome, own);
      }
    }
  }

  async #comeBack(member: Member): Promise<void> {
    const { world } = this;
    if (world.members.length < 2) return;
    world.members = [...world.members.filter((other) => other !== member), member];
    await world.joinExternally(member.name, { replaces: member.leafIndex });
    expectLike(member.isRemoved, true);
  }

  #startEpoch(): void {
    // Who asked to be let in and was not has to ask again.
    this.#waiting.clear();
    this.world.agree();
  }
}

function expectLike(outcome: unknown, expected: unknown): void {
  if (typeof expected === 'object') expect(outcome).toMatchObject(expected!);
  else expect(outcome).toBe(expected);
}
