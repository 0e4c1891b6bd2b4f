import { expect } from 'vitest';
import { signContent, verifyContent } from '../../src/framing/content-signature.ts';
import { openPrivate, sealPrivate } from '../../src/framing/private-message.ts';
import { openPublic, protectPublic } from '../../src/framing/public-message.ts';
import { createSecretTree } from '../../src/secret-tree/secret-tree.ts';
import type { Suite } from '../../src/suite/suite.ts';
import type { AuthenticatedContent, Content } from '../../src/wire/framed-content.ts';
import { createFramedContent, readContent, writeContent } from '../../src/wire/framed-content.ts';
import { encodeGroupContext } from '../../src/wire/group-context.ts';
import type { MlsMessage, PrivateMessage, PublicMessage } from '../../src/wire/message.ts';
import { encodeMessage, parseMessage } from '../../src/wire/message.ts';
import { readWhole } from '../../src/wire/reader.ts';
import { Writer } from '../../src/wire/writer.ts';
import type { Hex } from '../vectors.ts';
import { fromHex, toHex } from '../vectors.ts';

export interface MessageProtectionVector {
  readonly cipher_suite: number;
  readonly group_id: Hex;
  readonly epoch: number;
  readonly tree_hash: Hex;
  readonly confirmed_transcript_hash: Hex;
  readonly signature_priv: Hex;
  readonly signature_pub: Hex;
  readonly encryption_secret: Hex;
  readonly sender_data_secret: Hex;
  readonly membership_key: Hex;
  readonly proposal: Hex;
  readonly proposal_pub: Hex;
  readonly proposal_priv: Hex;
  readonly commit: Hex;
  readonly commit_pub: Hex;
  readonly commit_priv: Hex;
  readonly application: Hex;
  readonly application_priv: Hex;
}

const limits = { maxForwardGenerations: 10, maxSkippedKeys: 10, maxSkippedSeconds: 60 };

export async function checkMessageProtection(
  suite: Suite,
  vector: MessageProtectionVector,
): Promise<void> {
  const encodedContext = encodeGroupContext({
    version: 1,
    cipherSuite: vector.cipher_suite,
    groupId: fromHex(vector.group_id),
    epoch: BigInt(vector.epoch),
    treeHash: fromHex(vector.tree_hash),
    confirmedTranscriptHash: fromHex(vector.confirmed_transcript_hash),
    extensions: [],
  });
  const keys = { membershipKey: fromHex(vector.membership_key), encodedContext };
  const signatureKey = fromHex(vector.signature_pub);
  const senderDataSecret = fromHex(vector.sender_data_secret);
  const tree = () => createSecretTree(fromHex(vector.encryption_secret), 2);

  async function expectContent(opened: AuthenticatedContent, content: Hex): Promise<void> {
    const writer = new Writer();
    writeContent(writer, opened.content.content);
    const bytes = writer.finish();
    const framed = opened.content.content.contentType === 'application' ? bytes.subarray(1) : bytes;
    expect(toHex(framed)).toBe(content);
    expect(opened.content.sender).toEqual({ senderType: 'member', leafIndex: 1 });
    expect(createFramedContent(opened.content).encoded).toEqual(opened.content.encoded);
    expect(await verifyContent(suite, opened, encodedContext, signatureKey)).toBe(true);
  }
  async function expectPublic(message: PublicMessage, content: Hex): Promise<void> {
    await expectContent(await openPublic(suite, message, keys), content);
  }
  async function expectPrivate(message: PrivateMessage, content: Hex): Promise<void> {
    const opened = await openPrivate(suite, message, {
      secretTree: tree(),
      senderDataSecret,
      limits,
      nowSeconds: 0,
      ownLeafIndex: 0,
      leafExists: () => true,
    });
    await expectContent(opened.authenticated, content);
  }
  async function sign(
    wireFormat: AuthenticatedContent['wireFormat'],
    content: Content,
    tag: Uint8Array | undefined,
  ): Promise<AuthenticatedContent> {
    const framed = createFramedContent({
      groupId: fromHex(vector.group_id),
      epoch: BigInt(vector.epoch),
      sender: { senderType: 'member', leafIndex: 1 },
      authenticatedData: Uint8Array.of(1, 2, 3),
      content,
    });
    const privateKey = wholeScalar(vector.cipher_suite, fromHex(vector.signature_priv));
    const signature = await signContent(suite, wireFormat, framed, encodedContext, privateKey);
    return { wireFormat, content: framed, auth: { signature, confirmationTag: tag } };
  }

  for (const contentType of ['proposal', 'commit', 'application'] as const) {
    const raw = vector[contentType];
    const tag = contentType === 'commit' ? new Uint8Array(suite.hashBytes) : undefined;
    const content: Content =
      contentType === 'application'
        ? { contentType, applicationData: fromHex(raw) }
        : readWhole(fromHex(raw), (reader) => readContent(reader, contentType));

    await expectPrivate(privateOf(parse(vector[`${contentType}_priv`])), raw);
    const authenticated = await sign('private_message', content, tag);
    const sealed = await sealPrivate(suite, {
      authenticated,
      secretTree: tree(),
      senderDataSecret,
      paddedBytes: 1_000,
    });
    await expectPrivate(again(sealed.message), raw);

    const inPublic = await sign('public_message', content, tag);
    if (contentType === 'application') {
      await expect(protectPublic(suite, inPublic, keys)).rejects.toMatchObject({
        code: 'MLS_APPLICATION_IN_PUBLIC',
      });
      continue;
    }
    await expectPublic(publicOf(parse(vector[`${contentType}_pub`])), raw);
    const publicMessage = await protectPublic(suite, inPublic, keys);
    const bytes = encodeMessage({ wireFormat: 'public_message', publicMessage });
    await expectPublic(publicOf(parseMessage(bytes, 10_000)), raw);
  }
}

/** The vectors leave out a scalar's zeros at its beginning. */
function wholeScalar(cipherSuite: number, scalar: Uint8Array): Uint8Array {
  const whole = new Uint8Array(cipherSuite === 5 ? 66 : scalar.length);
  whole.set(scalar, whole.length - scalar.length);
  return whole;
}

function parse(hex: Hex): MlsMessage {
  return parseMessage(fromHex(hex), 10_000);
}

function again(privateMessage: PrivateMessage): PrivateMessage {
  const bytes = encodeMessage({ wireFormat: 'private_message', privateMessage });
  return privateOf(parseMessage(bytes, 10_000));
}

function privateOf(message: MlsMessage): PrivateMessage {
  if (message.wireFormat !== 'private_message') throw new Error('The message is of another kind.');
  return message.privateMessage;
}

function publicOf(message: MlsMessage): PublicMessage {
  if (message.wireFormat !== 'public_message') throw new Error('The message is of another kind.');
  return message.publicMessage;
}
