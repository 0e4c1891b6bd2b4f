import type { CiphersuiteImpl } from 'ts-mls';
import { defaultLifetime } from 'ts-mls';
import type { PassiveClientEpoch, PassiveClientVector } from '../../conformance/vector.mts';
import type { Change, CommitMessages, CommitOptions, InteropClient } from './client.ts';
import type { Choices } from './random.ts';
import { TsMlsClient } from './ts-mls-client.ts';

const unmergedRefused = 'non-blank intermediate node must list leaf node in its unmerged_leaves';

/** The peer's default. */
const endless = { lifetime: defaultLifetime };

/**
 * A group of `ts-mls` clients that writes down what one more client, which stays passive, gets to see. Drivers follow the
 * group and act; bystanders only have a leaf.
 */
export class VectorGroup {
  readonly suite: CiphersuiteImpl;
  readonly choices: Choices;
  readonly founder: TsMlsClient;
  readonly passive: TsMlsClient;
  drivers: InteropClient[];
  readonly pskIds: readonly Uint8Array[];
  /** The last epoch in which somebody who acts came in: earlier ones not all of them know. */
  newestDriverSince = 0n;
  readonly #psks: ReadonlyMap<Uint8Array, Uint8Array>;
  #count = 0;
  #proposals: string[] = [];
  #vector: PassiveClientVector | undefined;
  readonly #epochs: PassiveClientEpoch[] = [];

  private constructor(choices: Choices, founder: TsMlsClient, passive: TsMlsClient) {
    this.suite = founder.suite;
    this.choices = choices;
    this.founder = founder;
    this.passive = passive;
    this.drivers = [founder];
    this.pskIds = [choices.bytes(1), choices.bytes(16), choices.bytes(32)];
    this.#psks = new Map(this.pskIds.map((id) => [id, choices.bytes(1 + choices.below(64))]));
    this.teach(founder);
  }

  /** `signKey`, for ECDSA, becomes the passive client's. */
  static async create(
    suite: CiphersuiteImpl,
    choices: Choices,
    signKey?: Uint8Array,
  ): Promise<VectorGroup> {
    const founder = await TsMlsClient.create(suite, 'founder', endless);
    await founder.createGroup(choices.bytes(1 + choices.below(40)));
    const options = signKey === undefined ? endless : { ...endless, signKey };
    const passive = await TsMlsClient.create(suite, 'passive', options);
    return new VectorGroup(choices, founder, passive);
  }

  get vector(): PassiveClientVector {
    return { ...this.#vector!, epochs: this.#epochs };
  }

  get epoch(): bigint {
    return this.founder.epoch;
  }

  get hasPending(): boolean {
    return this.#proposals.length > 0;
  }

  /** Leaf indices by name. */
  get members(): ReadonlyMap<string, number> {
    return this.founder.members;
  }

  teach(client: InteropClient): void {
    for (const [id, psk] of this.#psks) client.learnPsk(id, psk);
  }

  async newcomer(): Promise<TsMlsClient> {
    this.#count += 1;
    const client = await TsMlsClient.create(this.suite, `client ${this.#count}`, endless);
    this.teach(client);
    return client;
  }

  /** Shows a proposal to all who act, but for `sender`, and to the passive client. */
  async propose(sender: InteropClient | undefined, proposal: Uint8Array): Promise<void> {
    for (const driver of this.drivers) if (driver !== sender) await driver.process(proposal);
    this.#proposals.push(proposal.toHex());
  }

  /** Commits, with all that waits; lets those in who are to act from now on. */
  async commit(
    committer: InteropClient,
    options: CommitOptions = {},
    joining: readonly InteropClient[] = [],
  ): Promise<CommitMessages> {
    const messages = await committer.commit(options);
    await this.follow(committer, messages.commit);
    const tree = options.treeInWelcome === false ? committer.ratchetTree : undefined;
    for (const client of joining) {
      if (await joins(client, messages.welcome!, tree)) this.#enter(client);
    }
    return messages;
  }

  /** An external commit that somebody made. */
  async commitExternally(joiner: InteropClient, commit: Uint8Array): Promise<void> {
    await this.follow(joiner, commit);
    if (!this.drivers.includes(joiner)) this.drivers.push(joiner);
    this.newestDriverSince = this.epoch;
  }

  /** Adds the passive client by a commit of this member, with the changes given. */
  async admitPassive(
    committer: InteropClient,
    changes: readonly Change[],
    treeInWelcome: boolean,
  ): Promise<void> {
    const { passive } = this;
    const add: Change = { kind: 'add', keyPackage: passive.keyPackageMessage };
    const { welcome } = await this.commit(committer, { changes: [...changes, add], treeInWelcome });
    const { privateKeys } = passive;
    this.#vector = {
      cipher_suite: passive.cipherSuite,
      external_psks: [...this.#psks].map(([id, psk]) => ({ psk_id: id.toHex(), psk: psk.toHex() })),
      key_package: passive.keyPackageMessage.toHex(),
      signature_priv: signatureSeed(privateKeys.signaturePrivateKey).toHex(),
      encryption_priv: privateKeys.hpkePrivateKey.toHex(),
      init_priv: privateKeys.initPrivateKey.toHex(),
      welcome: welcome!.toHex(),
      ratchet_tree: treeInWelcome ? null : committer.ratchetTree.toHex(),
      initial_epoch_authenticator: this.founder.epochAuthenticator.toHex(),
    };
    this.#epochs.length = 0;
    this.newestDriverSince = this.epoch;
  }

  /** All who act process a commit, and have to agree. */
  async follow(committer: InteropClient, commit: Uint8Array): Promise<void> {
    if (committer !== this.founder) await this.founder.process(commit);
    const remaining: InteropClient[] = [];
    for (const driver of this.drivers) {
      const isRemoved = this.members.get(driver.name) === undefined;
      // `ts-mls` does not notice that it is removed when somebody new takes its leaf at once.
      const isLost = isRemoved && driver instanceof TsMlsClient;
      if (driver !== committer && driver !== this.founder && !isLost) await driver.process(commit);
      if (isRemoved && !isLost && driver.isMember) throw new Error(`${driver.name} should be out`);
      if (!isRemoved) remaining.push(driver);
    }
    this.drivers = remaining;
    const authenticator = this.founder.epochAuthenticator.toHex();
    for (const driver of this.drivers) {
      if (driver.epochAuthenticator.toHex() !== authenticator) {
        throw new Error(`${driver.name} is in another epoch than the founder`);
      }
    }
    this.#epochs.push({
      proposals: this.#proposals,
      commit: commit.toHex(),
      epoch_authenticator: authenticator,
    });
    this.#proposals = [];
  }

  #enter(client: InteropClient): void {
    this.drivers.push(client);
    this.newestDriverSince = this.epoch;
  }
}

/**
 * False for a tree in which unmerged leaves differ from node to node: RFC 9420 §7.1 has such trees, `ts-mls` refuses them
 * in those who join.
 */
export async function joins(
  client: InteropClient,
  welcome: Uint8Array,
  tree: Uint8Array | undefined,
): Promise<boolean> {
  return unlessUnmerged(async () => {
    await client.join(welcome, tree);
    return true;
  }, false);
}

export async function unlessUnmerged<T>(act: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && error.message.includes(unmergedRefused)) return otherwise;
    throw error;
  }
}

const pkcs8OfEd25519 = '302e020100300506032b657004220420';

/** WebCrypto exports Ed25519 keys as PKCS #8; the format has the 32 bytes at their end. */
function signatureSeed(key: Uint8Array): Uint8Array {
  return key.toHex().startsWith(pkcs8OfEd25519) ? key.subarray(16) : key;
}
