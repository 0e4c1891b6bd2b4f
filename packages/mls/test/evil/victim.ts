import type { CommitInput } from '../../src/group/create-commit.ts';
import type { LentPsks } from '../../src/group/psks.ts';
import type { ProcessInput } from '../../src/group/process.ts';
import type { EncryptInput } from '../../src/group/send.ts';
import type { GroupState, RecordChange, Transition } from '../../src/group/state.ts';
import type { Mls } from '../../src/mls.ts';
import type { Commit } from '../../src/wire/commit.ts';
import type { GroupContext } from '../../src/wire/group-context.ts';
import type { LeafNode } from '../../src/wire/leaf-node.ts';
import type { Proposal } from '../../src/wire/proposal.ts';
import type { TreeNodes } from '../../src/wire/ratchet-tree.ts';
import { nowSeconds } from './person.ts';
import type { Welcome } from '../../src/wire/welcome.ts';

export const now: ProcessInput = { nowSeconds: Number(nowSeconds) };

/** What a message made of a member. */
export interface Outcome {
  readonly kind: 'application' | 'proposal' | 'commit' | 'removed';
  readonly victim: Victim | undefined;
  readonly applicationData: Uint8Array | undefined;
}

export interface OwnCommit {
  readonly message: Uint8Array;
  readonly commit: Commit;
  readonly welcomes: readonly Welcome[];
  readonly welcome: Uint8Array | undefined;
  /** The same member before the commit was accepted: only its sending key is gone. */
  readonly pending: Victim;
  readonly accepted: Victim;
}

/** A member on the engine under test: its state, and its records as the transitions told them. */
export class Victim {
  readonly mls: Mls;
  readonly state: GroupState;
  readonly records: ReadonlyMap<string, Uint8Array>;

  constructor(
    mls: Mls,
    transition: Transition,
    before: ReadonlyMap<string, Uint8Array> = new Map(),
  ) {
    this.mls = mls;
    this.state = transition.state;
    this.records = withChanges(before, transition.changes);
  }

  get leafIndex(): number {
    return this.state.keys.leafIndex;
  }

  #after(transition: Transition): Victim {
    return new Victim(this.mls, transition, this.records);
  }

  async process(
    message: Uint8Array,
    psks: LentPsks = {},
    input: Partial<ProcessInput> = {},
  ): Promise<Outcome> {
    const done = await this.mls.process(this.state, message, { ...now, psks, ...input });
    return {
      kind: done.kind,
      victim: done.kind === 'removed' ? undefined : this.#after(done),
      applicationData: done.kind === 'application' ? done.applicationData : undefined,
    };
  }

  async encrypt(
    text: string,
    input: EncryptInput = {},
  ): Promise<{ readonly message: Uint8Array; readonly victim: Victim }> {
    const sent = await this.mls.encrypt(this.state, new TextEncoder().encode(text), input);
    return { message: sent.message, victim: this.#after(sent) };
  }

  async propose(
    proposal: Proposal,
  ): Promise<{ readonly message: Uint8Array; readonly victim: Victim }> {
    const sent = await this.mls.propose(this.state, proposal, now);
    return { message: sent.message, victim: this.#after(sent) };
  }

  /** As a PublicMessage unless told otherwise, so that its content can be looked at. */
  async commit(input: Partial<CommitInput>): Promise<OwnCommit> {
    const made = await this.mls.commit(this.state, {
      wireFormat: 'public_message',
      ...now,
      ...input,
    });
    const pending = this.#after(made);
    return {
      message: made.message,
      get commit() {
        return commitIn(pending.mls, made.message);
      },
      get welcomes() {
        return made.welcome === undefined ? [] : [welcomeIn(pending.mls, made.welcome)];
      },
      welcome: made.welcome,
      pending,
      accepted: new Victim(this.mls, made.accepted, pending.records),
    };
  }

  /** As after a restart: read from the records alone. */
  async storedAndRead(): Promise<Victim> {
    const state = await this.mls.load(this.records);
    return new Victim(this.mls, { state, changes: [], spent: [] }, this.records);
  }

  /** All of the state that is ever stored, by name. */
  saved(): ReadonlyMap<string, Uint8Array> {
    return withChanges(new Map(), this.mls.save(this.state));
  }

  tree(): TreeNodes {
    return this.state.tree.nodes;
  }

  context(): GroupContext {
    return this.state.context;
  }

  memberAt(leafIndex: number): LeafNode | undefined {
    return this.mls.members(this.state).find((member) => member.leafIndex === leafIndex)?.leafNode;
  }

  authenticator(): Uint8Array {
    return this.state.secrets.epochAuthenticator;
  }
}

function withChanges(
  records: ReadonlyMap<string, Uint8Array>,
  changes: readonly RecordChange[],
): ReadonlyMap<string, Uint8Array> {
  const after = new Map(records);
  for (const { name, bytes } of changes) {
    if (bytes === undefined) after.delete(name);
    // A copy, as a store makes one: whatever is overwritten later is not overwritten here.
    else after.set(name, bytes.slice());
  }
  return after;
}

function commitIn(mls: Mls, bytes: Uint8Array): Commit {
  const message = mls.parse(bytes);
  if (message.wireFormat !== 'public_message') throw new Error('the commit is not public');
  const { content } = message.publicMessage.content;
  if (content.contentType !== 'commit') throw new Error('it is no commit');
  return content.commit;
}

function welcomeIn(mls: Mls, bytes: Uint8Array): Welcome {
  const message = mls.parse(bytes);
  if (message.wireFormat !== 'welcome') throw new Error('it is no Welcome');
  return message.welcome;
}
