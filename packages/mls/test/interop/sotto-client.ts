import type { Crypto } from '@sotto/core';
import type {
  GroupState,
  KeyPackage,
  Mls,
  MlsLimits,
  OwnKeyPackage,
  PreSharedKeyId,
  Proposal,
} from '../../src/index.ts';
import { createMls, extensionTypes } from '../../src/index.ts';
import { sameBytes } from '../../src/bytes.ts';
import { externalKeyPair } from '../../src/schedule/external-init.ts';
import { createSuite } from '../../src/suite/suite.ts';
import { knownCipherSuites } from '../../src/suite/cipher-suites.ts';
import type { Capabilities } from '../../src/wire/capabilities.ts';
import { mls10 } from '../../src/wire/message.ts';
import type {
  Change,
  CommitMessages,
  CommitOptions,
  ExternalPub,
  InteropClient,
  SendOptions,
} from './client.ts';

const text = new TextEncoder();
const nowSeconds = Math.floor(Date.now() / 1000);
const signatureKeyBytes = { Ed25519: 32, Ed448: 57, 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/** A client on this engine, which stores each change and reads its state back before it goes on. */
export class SottoClient implements InteropClient {
  readonly name: string;
  readonly externalPub: ExternalPub = 'rfc';
  readonly mls: Mls;
  readonly own: OwnKeyPackage;
  readonly #crypto: Crypto;
  readonly #capabilities: Capabilities;
  #psks: { readonly pskId: Uint8Array; readonly psk: Uint8Array }[] = [];
  #state: GroupState | undefined;

  constructor(
    crypto: Crypto,
    name: string,
    mls: Mls,
    own: OwnKeyPackage,
    capabilities: Capabilities,
  ) {
    this.#crypto = crypto;
    this.name = name;
    this.mls = mls;
    this.own = own;
    this.#capabilities = capabilities;
  }

  static async create(
    crypto: Crypto,
    cipherSuite: number,
    name: string,
    limits: Partial<MlsLimits> = {},
  ): Promise<SottoClient> {
    const mls = createMls({ crypto, authenticate: () => true, limits });
    const { signature } = knownCipherSuites.find(({ id }) => id === cipherSuite)!;
    const signaturePrivateKey = crypto.random(signatureKeyBytes[signature]);
    // Scalars of P-521 have 521 bits.
    if (signature === 'P-521') signaturePrivateKey[0] = 0;
    const capabilities = {
      versions: [mls10],
      cipherSuites: knownCipherSuites.map(({ id }) => id),
      extensions: [],
      proposals: [],
      credentials: [1, 2],
    };
    const own = await mls.createKeyPackage({
      cipherSuite,
      credential: { credentialType: 'basic', identity: text.encode(name) },
      signaturePrivateKey,
      lifetime: { notBefore: BigInt(nowSeconds - 3_600), notAfter: BigInt(nowSeconds + 86_400) },
      capabilities,
    });
    return new SottoClient(crypto, name, mls, own, capabilities);
  }

  get state(): GroupState {
    if (this.#state === undefined) throw new Error(`${this.name} is in no group`);
    return this.#state;
  }

  get isMember(): boolean {
    return this.#state !== undefined;
  }

  get leafIndex(): number {
    return this.state.keys.leafIndex;
  }

  get epoch(): bigint {
    return this.state.context.epoch;
  }

  get epochAuthenticator(): Uint8Array {
    return this.state.secrets.epochAuthenticator;
  }

  get keyPackageMessage(): Uint8Array {
    return this.own.message;
  }

  get ratchetTree(): Uint8Array {
    return this.mls.ratchetTree(this.state);
  }

  read(keyPackageMessage: Uint8Array): KeyPackage {
    const message = this.mls.parse(keyPackageMessage);
    if (message.wireFormat !== 'key_package') throw new Error('not a KeyPackage');
    return message.keyPackage;
  }

  learnPsk(pskId: Uint8Array, psk: Uint8Array): void {
    this.#psks.push({ pskId, psk });
  }

  async createGroup(groupId: Uint8Array): Promise<void> {
    const { state } = await this.mls.createGroup({ groupId, own: this.own, nowSeconds });
    await this.enter(state);
  }

  async join(welcome: Uint8Array, tree?: Uint8Array): Promise<void> {
    const { state } = await this.mls.joinGroup({
      welcome,
      own: [this.own],
      psks: { external: this.#psks },
      isMemberOf: () => false,
      ...(tree ? { ratchetTree: tree } : {}),
    });
    await this.enter(state);
  }

  async joinExternal(
    groupInfo: Uint8Array,
    isResync = false,
    pskIds: readonly Uint8Array[] = [],
  ): Promise<Uint8Array> {
    const { credential } = this.own.keyPackage.leafNode;
    const { message, state } = await this.mls.joinExternal({
      groupInfo,
      credential,
      signaturePrivateKey: this.own.signaturePrivateKey,
      capabilities: this.#capabilities,
      isMemberOf: () => false,
      ...(isResync ? { replaces: this.leafIndex } : {}),
      pskIds: pskIds.map((pskId) => this.#externalPsk(pskId)),
      psks: { external: this.#psks },
    });
    await this.enter(state);
    return message;
  }

  async groupInfo(externalPub: ExternalPub = 'rfc'): Promise<Uint8Array> {
    const { state, mls } = this;
    if (externalPub === 'rfc') return mls.groupInfo(state);
    const { publicKey } = await externalKeyPair(state.suite, state.secrets.externalSecret);
    const extensions = [{ extensionType: extensionTypes.externalPub, data: publicKey }];
    return mls.groupInfo(state, { externalPub: false, extensions });
  }

  async propose(change: Change, options: SendOptions = {}): Promise<Uint8Array> {
    const proposal = this.#proposal(change);
    const sent = await this.mls.propose(this.state, proposal, { nowSeconds, ...framing(options) });
    await this.enter(sent.state);
    return sent.message;
  }

  async proposeUpdate(options: SendOptions = {}): Promise<Uint8Array> {
    const input = { nowSeconds, ...framing(options) };
    const sent = await this.mls.proposeUpdate(this.state, {}, input);
    await this.enter(sent.state);
    return sent.message;
  }

  proposeToJoin(groupInfo: Uint8Array): Promise<Uint8Array> {
    const message = this.mls.parse(groupInfo);
    if (message.wireFormat !== 'group_info') throw new Error('not a GroupInfo');
    return this.mls.proposeToJoin(message.groupInfo.groupContext, this.own);
  }

  async commit(options: CommitOptions = {}): Promise<CommitMessages> {
    const { changes = [], treeInWelcome = true } = options;
    const committed = await this.mls.commit(this.state, {
      proposals: changes.map((change) => this.#proposal(change)),
      welcome: { ratchetTree: treeInWelcome },
      psks: { external: this.#psks },
      nowSeconds,
      ...framing(options),
    });
    await this.enter(committed.accepted.state);
    return { commit: committed.message, welcome: committed.welcome };
  }

  async process(message: Uint8Array): Promise<Uint8Array | undefined> {
    const psks = { external: this.#psks };
    const processed = await this.mls.process(this.state, message, { nowSeconds, psks });
    if (processed.kind === 'removed') {
      this.#state = undefined;
      return undefined;
    }
    await this.enter(processed.state);
    return processed.kind === 'application' ? processed.applicationData : undefined;
  }

  async encrypt(data: Uint8Array, authenticatedData?: Uint8Array): Promise<Uint8Array> {
    const input = authenticatedData ? { authenticatedData } : {};
    const sent = await this.mls.encrypt(this.state, data, input);
    await this.enter(sent.state);
    return sent.message;
  }

  exportSecret(label: string, context: Uint8Array, length: number): Promise<Uint8Array> {
    return this.mls.exportSecret(this.state, label, context, length);
  }

  /** Goes on with what storing and loading makes of a state. */
  async enter(state: GroupState): Promise<void> {
    const records = new Map<string, Uint8Array>();
    for (const { name, bytes } of this.mls.save(state)) {
      if (bytes !== undefined) records.set(name, bytes.slice());
    }
    this.#state = await this.mls.load(records);
    if (!sameBytes(this.#state.encodedContext, state.encodedContext))
      throw new Error('another state');
  }

  #externalPsk(pskId: Uint8Array): PreSharedKeyId {
    const pskNonce = this.#crypto.random(this.#hashBytes());
    return { pskType: 'external', pskId, pskNonce };
  }

  #hashBytes(): number {
    return createSuite(this.#crypto, this.own.keyPackage.cipherSuite)!.hashBytes;
  }

  #proposal(change: Change): Proposal {
    const { context } = this.state;
    switch (change.kind) {
      case 'add':
        return { proposalType: 'add', keyPackage: this.read(change.keyPackage) };
      case 'remove':
        return { proposalType: 'remove', removed: change.leafIndex };
      case 'psk':
        return { proposalType: 'psk', psk: this.#externalPsk(change.pskId) };
      case 'resumption': {
        const pskNonce = this.#crypto.random(this.#hashBytes());
        const { groupId: pskGroupId } = context;
        const { epoch: pskEpoch } = change;
        const psk = {
          pskType: 'resumption',
          usage: 'application',
          pskGroupId,
          pskEpoch,
          pskNonce,
        } as const;
        return { proposalType: 'psk', psk };
      }
      case 'extensions': {
        const extension = { extensionType: change.type, data: change.data };
        return { proposalType: 'group_context_extensions', extensions: [extension] };
      }
      case 'reinit': {
        const { groupId } = change;
        const { version, cipherSuite } = context;
        return { proposalType: 'reinit', groupId, version, cipherSuite, extensions: [] };
      }
    }
  }
}

function framing({ isPublic = false, authenticatedData }: SendOptions) {
  return {
    wireFormat: isPublic ? ('public_message' as const) : ('private_message' as const),
    ...(authenticatedData ? { authenticatedData } : {}),
  };
}
