import type {
  CiphersuiteImpl,
  ClientState,
  Extension,
  KeyPackage,
  Lifetime,
  PrivateKeyPackage,
  Proposal,
} from 'ts-mls';
import {
  bytesToBase64,
  ciphersuites,
  createApplicationMessage,
  createCommit,
  createGroup,
  createProposal,
  defaultCapabilities,
  encodeMlsMessage,
  generateKeyPackageWithKey,
  joinGroup,
  joinGroupExternal,
  makePskIndex,
  mlsExporter,
  processPrivateMessage,
  processPublicMessage,
  proposeAddExternal,
} from 'ts-mls';
import { createGroupInfo } from 'ts-mls/createCommit.js';
import { signWithLabel } from 'ts-mls/crypto/signature.js';
import { leafNodeTBSEncoder } from 'ts-mls/leafNode.js';
import type { LeafNodeTBS } from 'ts-mls/leafNode.js';
import { ratchetTreeEncoder } from 'ts-mls/ratchetTree.js';
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { Writer } from '../../src/wire/writer.ts';
import type {
  Change,
  CommitMessages,
  CommitOptions,
  ExternalPub,
  InteropClient,
  SendOptions,
} from './client.ts';
import {
  readGroupInfo,
  readKeyPackage,
  readMessage,
  readTree,
  readWelcome,
  welcomeMessage,
} from './ts-mls-messages.ts';
import { signatureKeys } from './ts-mls-suite.ts';

const text = new TextEncoder();

/** A client on `ts-mls` in at most one group, with messages as bytes. */
export class TsMlsClient implements InteropClient {
  readonly suite: CiphersuiteImpl;
  readonly name: string;
  readonly externalPub: ExternalPub = 'bare';
  keyPackage: KeyPackage;
  privateKeys: PrivateKeyPackage;
  #externalPsks: Record<string, Uint8Array> = {};
  #state: ClientState | undefined;
  #updateKey: Uint8Array | undefined;

  constructor(
    suite: CiphersuiteImpl,
    name: string,
    keys: { readonly publicPackage: KeyPackage; readonly privatePackage: PrivateKeyPackage },
  ) {
    this.suite = suite;
    this.name = name;
    this.keyPackage = keys.publicPackage;
    this.privateKeys = keys.privatePackage;
  }

  static async create(
    suite: CiphersuiteImpl,
    name: string,
    options: {
      readonly lifetime?: Lifetime;
      /** For ECDSA. */
      readonly signKey?: Uint8Array;
      /** Public keys of ECDSA as the library makes them, against RFC 9420 §5.1.1. It takes both. */
      readonly isCompressed?: boolean;
    } = {},
  ): Promise<TsMlsClient> {
    const { lifetime = withinADay(), signKey, isCompressed = false } = options;
    const signatureKeyPair = await signatureKeys(suite, signKey, isCompressed);
    const capabilities = defaultCapabilities();
    const keys = await generateKeyPackageWithKey(
      { credentialType: 'basic', identity: text.encode(name) },
      { ...capabilities, ciphersuites: [...new Set([...capabilities.ciphersuites, suite.name])] },
      lifetime,
      [],
      signatureKeyPair,
      suite,
    );
    return new TsMlsClient(suite, name, keys);
  }

  get state(): ClientState {
    if (this.#state === undefined) throw new Error(`${this.name} is in no group`);
    return this.#state;
  }

  get isMember(): boolean {
    return this.#state?.groupActiveState.kind === 'active';
  }

  get leafIndex(): number {
    return this.state.privatePath.leafIndex;
  }

  get epoch(): bigint {
    return this.state.groupContext.epoch;
  }

  get epochAuthenticator(): Uint8Array {
    return this.state.keySchedule.epochAuthenticator;
  }

  get keyPackageMessage(): Uint8Array {
    return encodeMlsMessage({
      version: 'mls10',
      wireformat: 'mls_key_package',
      keyPackage: this.keyPackage,
    });
  }

  get ratchetTree(): Uint8Array {
    return encode(ratchetTreeEncoder)(this.state.ratchetTree);
  }

  get cipherSuite(): number {
    const { name } = this.suite;
    return ciphersuites[name] ?? Number(name);
  }

  /** Leaf indices by name. */
  get members(): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const [node, content] of this.state.ratchetTree.entries()) {
      if (content?.nodeType !== 'leaf' || content.leaf.credential.credentialType !== 'basic')
        continue;
      found.set(new TextDecoder().decode(content.leaf.credential.identity), node / 2);
    }
    return found;
  }

  /** Goes on in a group that something else than this class made. */
  enter(state: ClientState): void {
    this.#state = state;
  }

  learnPsk(pskId: Uint8Array, psk: Uint8Array): void {
    this.#externalPsks[bytesToBase64(pskId)] = psk;
  }

  async createGroup(groupId: Uint8Array, extensions: readonly Extension[] = []): Promise<void> {
    const { keyPackage, privateKeys, suite } = this;
    this.#state = await createGroup(groupId, keyPackage, privateKeys, [...extensions], suite);
  }

  async join(welcome: Uint8Array, tree?: Uint8Array): Promise<void> {
    this.#state = await joinGroup(
      readWelcome(welcome),
      this.keyPackage,
      this.privateKeys,
      makePskIndex(undefined, this.#externalPsks),
      this.suite,
      tree && readTree(tree),
    );
  }

  /** Joins by an external commit, which it gives. */
  async joinExternal(
    groupInfo: Uint8Array,
    resync = false,
    tree?: Uint8Array,
  ): Promise<Uint8Array> {
    const joined = await joinGroupExternal(
      readGroupInfo(groupInfo),
      this.keyPackage,
      this.privateKeys,
      resync,
      this.suite,
      tree && readTree(tree),
    );
    this.#state = joined.newState;
    this.#updateKey = undefined;
    return encodeMlsMessage({
      version: 'mls10',
      wireformat: 'mls_public_message',
      publicMessage: joined.publicMessage,
    });
  }

  async groupInfo(externalPub: ExternalPub = 'rfc'): Promise<Uint8Array> {
    const { state, suite } = this;
    const pair = await suite.hpke.deriveKeyPair(state.keySchedule.externalSecret);
    const key = await suite.hpke.exportPublicKey(pair.publicKey);
    const extensionData =
      externalPub === 'bare' ? key : new Writer(key.length + 4).opaque(key).finish();
    const extensions: Extension[] = [
      { extensionType: 'external_pub', extensionData },
      { extensionType: 'ratchet_tree', extensionData: this.ratchetTree },
    ];
    const { groupContext, confirmationTag } = state;
    const groupInfo = await createGroupInfo(
      groupContext,
      confirmationTag,
      state,
      extensions,
      suite,
    );
    return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_group_info', groupInfo });
  }

  propose(change: Change, options: SendOptions = {}): Promise<Uint8Array> {
    return this.#propose(this.#proposal(change), options);
  }

  /** `ts-mls` leaves the making of an Update's leaf, and its private key, to the application. */
  async proposeUpdate(options: SendOptions = {}): Promise<Uint8Array> {
    const { suite, state, leafIndex } = this;
    const pair = await suite.hpke.generateKeyPair();
    const node = state.ratchetTree[2 * leafIndex];
    if (node?.nodeType !== 'leaf') throw new Error('no leaf');
    const { signaturePublicKey, credential, capabilities, extensions } = node.leaf;
    const unsigned = {
      hpkePublicKey: await suite.hpke.exportPublicKey(pair.publicKey),
      signaturePublicKey,
      credential,
      capabilities,
      leafNodeSource: 'update' as const,
      extensions,
    };
    const signed: LeafNodeTBS = { ...unsigned, groupId: state.groupContext.groupId, leafIndex };
    const signature = await signWithLabel(
      state.signaturePrivateKey,
      'LeafNodeTBS',
      encode(leafNodeTBSEncoder)(signed),
      suite.signature,
    );
    const leafNode = { ...unsigned, signature };
    const proposal = { proposalType: 'update', update: { leafNode } } as const;
    const message = await this.#propose(proposal, options);
    this.#updateKey = await suite.hpke.exportPrivateKey(pair.privateKey);
    return message;
  }

  /** Asks, from outside, to be added. */
  async proposeToJoin(groupInfo: Uint8Array): Promise<Uint8Array> {
    const { keyPackage, privateKeys, suite } = this;
    const info = readGroupInfo(groupInfo);
    return encodeMlsMessage(await proposeAddExternal(info, keyPackage, privateKeys, suite));
  }

  async commit(options: CommitOptions = {}): Promise<CommitMessages> {
    const { isPublic = false, treeInWelcome = true, authenticatedData, changes = [] } = options;
    const { newState, commit, welcome } = await createCommit(
      {
        state: this.state,
        cipherSuite: this.suite,
        pskIndex: makePskIndex(this.state, this.#externalPsks),
      },
      {
        wireAsPublicMessage: isPublic,
        extraProposals: changes.map((change) => this.#proposal(change)),
        ratchetTreeExtension: treeInWelcome,
        ...(authenticatedData ? { authenticatedData } : {}),
      },
    );
    this.#state = newState;
    this.#updateKey = undefined;
    return {
      commit: encodeMlsMessage(commit),
      welcome: welcome && welcomeMessage(welcome),
    };
  }

  async process(bytes: Uint8Array): Promise<Uint8Array | undefined> {
    const message = readMessage(bytes);
    const psks = makePskIndex(this.state, this.#externalPsks);
    if (message.wireformat === 'mls_public_message') {
      const { content } = message.publicMessage;
      const before = this.#before(content.contentType === 'commit', content.sender.senderType);
      const result = await processPublicMessage(before, message.publicMessage, psks, this.suite);
      this.#take(result.newState);
      return undefined;
    }
    if (message.wireformat !== 'mls_private_message') throw new Error('not for a group');
    const before = this.#before(message.privateMessage.contentType === 'commit', 'member');
    const result = await processPrivateMessage(before, message.privateMessage, psks, this.suite);
    this.#take(result.newState);
    return result.kind === 'applicationMessage' ? result.message : undefined;
  }

  async encrypt(data: Uint8Array, authenticatedData = new Uint8Array(0)): Promise<Uint8Array> {
    const { newState, privateMessage } = await createApplicationMessage(
      this.state,
      data,
      this.suite,
      authenticatedData,
    );
    this.#state = newState;
    return encodeMlsMessage({
      version: 'mls10',
      wireformat: 'mls_private_message',
      privateMessage,
    });
  }

  exportSecret(label: string, context: Uint8Array, length: number): Promise<Uint8Array> {
    const { exporterSecret } = this.state.keySchedule;
    return mlsExporter(exporterSecret, label, context, length, this.suite);
  }

  async #propose(proposal: Proposal, options: SendOptions): Promise<Uint8Array> {
    const { newState, message } = await createProposal(
      this.state,
      options.isPublic ?? false,
      proposal,
      this.suite,
      options.authenticatedData,
    );
    this.#state = newState;
    return encodeMlsMessage(message);
  }

  #proposal(change: Change): Proposal {
    const { groupContext } = this.state;
    const pskNonce = this.suite.rng.randomBytes(this.suite.kdf.size);
    switch (change.kind) {
      case 'add':
        return { proposalType: 'add', add: { keyPackage: readKeyPackage(change.keyPackage) } };
      case 'remove':
        return { proposalType: 'remove', remove: { removed: change.leafIndex } };
      case 'psk': {
        const { pskId } = change;
        const preSharedKeyId = { psktype: 'external', pskId, pskNonce } as const;
        return { proposalType: 'psk', psk: { preSharedKeyId } };
      }
      case 'resumption': {
        const preSharedKeyId = {
          psktype: 'resumption',
          usage: 'application',
          pskGroupId: groupContext.groupId,
          pskEpoch: change.epoch,
          pskNonce,
        } as const;
        return { proposalType: 'psk', psk: { preSharedKeyId } };
      }
      case 'extensions': {
        const extension = { extensionType: change.type, extensionData: change.data };
        return {
          proposalType: 'group_context_extensions',
          groupContextExtensions: { extensions: [extension] },
        };
      }
      case 'reinit': {
        const { groupId } = change;
        const { version, cipherSuite } = groupContext;
        const reinit = { groupId, version, cipherSuite, extensions: [] };
        return { proposalType: 'reinit', reinit };
      }
    }
  }

  /** The state before a commit, which in these tests commits all that waits: then an Update of our own is in it. */
  #before(isCommit: boolean, senderType: string): ClientState {
    const { state } = this;
    if (!isCommit || senderType !== 'member' || this.#updateKey === undefined) return state;
    const { privatePath } = state;
    const privateKeys = { ...privatePath.privateKeys, [2 * this.leafIndex]: this.#updateKey };
    return { ...state, privatePath: { ...privatePath, privateKeys } };
  }

  #take(state: ClientState): void {
    if (state.groupContext.epoch !== this.epoch) this.#updateKey = undefined;
    this.#state = state;
  }
}

function withinADay(): Lifetime {
  const now = BigInt(Math.floor(Date.now() / 1000));
  return { notBefore: now - 43_200n, notAfter: now + 43_200n };
}
