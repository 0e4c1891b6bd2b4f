import { signContent } from '../../src/framing/content-signature.ts';
import type { OpenInput, OpenedMessage } from '../../src/framing/private-message.ts';
import { openPrivate, sealPrivate } from '../../src/framing/private-message.ts';
import type { SecretTree } from '../../src/secret-tree/secret-tree.ts';
import { createSecretTree } from '../../src/secret-tree/secret-tree.ts';
import type { Suite } from '../../src/suite/suite.ts';
import type {
  AuthenticatedContent,
  Content,
  FramedContent,
  Sender,
} from '../../src/wire/framed-content.ts';
import { createFramedContent } from '../../src/wire/framed-content.ts';
import { encodeGroupContext } from '../../src/wire/group-context.ts';
import type { PrivateMessage } from '../../src/wire/message.ts';
import { encodeMessage, parseMessage } from '../../src/wire/message.ts';

/** What framing needs to know of an epoch, and one signature key that all of its members share. */
export class Room {
  readonly suite: Suite;
  readonly groupId: Uint8Array = Uint8Array.of(7, 7, 7);
  readonly epoch = 3n;
  readonly membershipKey: Uint8Array;
  readonly senderDataSecret: Uint8Array;
  readonly encodedContext: Uint8Array;
  readonly signaturePrivateKey: Uint8Array;
  readonly #encryptionSecret: Uint8Array;

  constructor(suite: Suite) {
    this.suite = suite;
    this.membershipKey = suite.random(suite.hashBytes);
    this.senderDataSecret = suite.random(suite.hashBytes);
    this.signaturePrivateKey = suite.random(32);
    this.#encryptionSecret = suite.random(suite.hashBytes);
    this.encodedContext = encodeGroupContext({
      version: 1,
      cipherSuite: suite.id,
      groupId: this.groupId,
      epoch: this.epoch,
      treeHash: suite.random(suite.hashBytes),
      confirmedTranscriptHash: suite.random(suite.hashBytes),
      extensions: [],
    });
  }

  /** As at the beginning of the epoch; four leaves. */
  secretTree(): SecretTree {
    return createSecretTree(this.#encryptionSecret.slice(), 4);
  }

  signatureKey(): Promise<Uint8Array> {
    return this.suite.signaturePublicKey(this.signaturePrivateKey);
  }

  framed(content: Content, sender: Sender, authenticatedData: Uint8Array): FramedContent {
    const { groupId, epoch } = this;
    return createFramedContent({ groupId, epoch, sender, authenticatedData, content });
  }

  /** Signed by leaf 1, unless another sender is named. */
  async sign(
    wireFormat: AuthenticatedContent['wireFormat'],
    content: Content,
    options: { readonly sender?: Sender; readonly authenticatedData?: Uint8Array } = {},
  ): Promise<AuthenticatedContent> {
    const sender = options.sender ?? { senderType: 'member', leafIndex: 1 };
    const framed = this.framed(content, sender, options.authenticatedData ?? new Uint8Array());
    const signature = await signContent(
      this.suite,
      wireFormat,
      framed,
      this.encodedContext,
      this.signaturePrivateKey,
    );
    const isCommit = content.contentType === 'commit';
    const confirmationTag = isCommit ? new Uint8Array(this.suite.hashBytes) : undefined;
    return { wireFormat, content: framed, auth: { signature, confirmationTag } };
  }

  /** Sealed by leaf 1 with the first key of its ratchet, or of `secretTree`. */
  async seal(
    content: Content,
    options: { readonly paddedBytes?: number; readonly secretTree?: SecretTree } = {},
  ): Promise<PrivateMessage> {
    const { message } = await sealPrivate(this.suite, {
      authenticated: await this.sign('private_message', content),
      secretTree: this.secretTree(),
      senderDataSecret: this.senderDataSecret,
      ...options,
    });
    return message;
  }

  /** By leaf 0, at the beginning of the epoch, where nothing else is said. */
  open(message: PrivateMessage, options: Partial<OpenInput> = {}): Promise<OpenedMessage> {
    return openPrivate(this.suite, message, {
      secretTree: this.secretTree(),
      senderDataSecret: this.senderDataSecret,
      limits: { maxForwardGenerations: 10, maxSkippedKeys: 10, maxSkippedSeconds: 60 },
      nowSeconds: 0,
      ownLeafIndex: 0,
      leafExists: (leafIndex) => leafIndex < 3,
      ...options,
    });
  }
}

/** What comes out at the other end of a wire. */
export function sent(privateMessage: PrivateMessage): PrivateMessage {
  const bytes = encodeMessage({ wireFormat: 'private_message', privateMessage });
  const message = parseMessage(bytes, bytes.length);
  if (message.wireFormat !== 'private_message') throw new Error('Another message came.');
  return message.privateMessage;
}

export function application(...bytes: readonly number[]): Content {
  return { contentType: 'application', applicationData: Uint8Array.from(bytes) };
}
