import { encodeGroupContext } from '../../src/wire/group-context.ts';
import type {
  AuthenticatedContent,
  FramedContent,
  FramedContentAuthData,
} from '../../src/wire/framed-content.ts';
import {
  contentTypes,
  createFramedContent,
  encodeAuthenticatedContent,
  readAuthData,
  readContent,
  wireFormats,
  writeAuthData,
  writeContent,
} from '../../src/wire/framed-content.ts';
import type { PrivateMessage } from '../../src/wire/message.ts';
import { encodeMessage } from '../../src/wire/message.ts';
import { Reader } from '../../src/wire/reader.ts';
import { Writer } from '../../src/wire/writer.ts';
import { ratchetKey } from './secret-tree.ts';
import type { RatchetKind } from './secret-tree.ts';
import type { World } from './world.ts';

export type WireFormat = AuthenticatedContent['wireFormat'];
type FramedContentFields = Omit<FramedContent, 'encoded'>;

/** What is done otherwise in signing and framing; what follows from it is right again. */
export interface FramingChanges {
  readonly content?: (fields: FramedContentFields) => FramedContentFields;
  /** Private key that signs instead of the sender's. */
  readonly signer?: Uint8Array;
  /** Wire format that is signed instead of the one that is sent. */
  readonly signedFormat?: WireFormat;
  /** GroupContext that is signed instead of the epoch's; `none` leaves it out. */
  readonly signedContext?: World['context'] | 'none';
  readonly signature?: (signature: Uint8Array) => Uint8Array;
  /** `none` leaves it out, other bytes are put in its place. */
  readonly membershipTag?: (tag: Uint8Array | undefined) => Uint8Array | undefined;
  readonly sealed?: PrivateChanges;
}

/** What is done otherwise in a PrivateMessage. */
export interface PrivateChanges {
  readonly generation?: number;
  readonly ratchet?: RatchetKind;
  readonly reuseGuard?: Uint8Array;
  /** Guard that the sender data tells instead of the one that was used. */
  readonly toldGuard?: Uint8Array;
  /** Generation that the sender data tells, without a key of it being derived. */
  readonly toldGeneration?: number;
  /** Leaf that the sender data tells. */
  readonly toldLeaf?: number;
  readonly padding?: Uint8Array;
  /** Leaf whose ratchet is used. */
  readonly ratchetLeaf?: number;
  /** The PrivateMessage's fields as they are bound to the ciphertexts, before they change in `sent`. */
  readonly sent?: (message: PrivateMessage) => PrivateMessage;
}

/** FramedContentTBS (§6.1). */
function signedBytes(
  world: World,
  content: FramedContent,
  format: WireFormat,
  changes: FramingChanges,
) {
  const writer = new Writer().u16(1).u16(wireFormats[changes.signedFormat ?? format]);
  writer.fixed(content.encoded);
  const { senderType } = content.sender;
  const context = changes.signedContext ?? world.context;
  if (context !== 'none' && (senderType === 'member' || senderType === 'new_member_commit')) {
    writer.fixed(encodeGroupContext(context));
  }
  return writer.finish();
}

export async function signContent(
  world: World,
  fields: FramedContentFields,
  signatureKey: Uint8Array,
  format: WireFormat,
  changes: FramingChanges = {},
): Promise<{ readonly content: FramedContent; readonly signature: Uint8Array }> {
  const content = createFramedContent(changes.content?.(fields) ?? fields);
  const signature = await world.suite.sign(
    changes.signer ?? signatureKey,
    'FramedContentTBS',
    signedBytes(world, content, format, changes),
  );
  return { content, signature: changes.signature?.(signature) ?? signature };
}

/** The MLSMessage of a signed content. */
export async function protect(
  world: World,
  content: FramedContent,
  auth: FramedContentAuthData,
  format: WireFormat,
  changes: FramingChanges = {},
): Promise<Uint8Array> {
  if (format === 'private_message') {
    const privateMessage = await seal(world, content, auth, changes.sealed ?? {});
    return encodeMessage({ wireFormat: 'private_message', privateMessage });
  }
  const isMember = content.sender.senderType === 'member';
  const tag = isMember ? await membershipTagOf(world, content, auth) : undefined;
  const membershipTag = changes.membershipTag === undefined ? tag : changes.membershipTag(tag);
  return encodeMessage({
    wireFormat: 'public_message',
    publicMessage: { content, auth, membershipTag },
  });
}

/** §6.2. */
export function membershipTagOf(
  world: World,
  content: FramedContent,
  auth: FramedContentAuthData,
): Promise<Uint8Array> {
  const tbm = new Writer().fixed(signedBytes(world, content, 'public_message', {}));
  writeAuthData(tbm, auth);
  return world.suite.mac(world.secrets.membershipKey, tbm.finish());
}

export function proposalRef(
  world: World,
  content: FramedContent,
  signature: Uint8Array,
  wireFormat: WireFormat,
): Promise<Uint8Array> {
  const auth = { signature, confirmationTag: undefined };
  return world.suite.refHash(
    'MLS 1.0 Proposal Reference',
    encodeAuthenticatedContent({ wireFormat, content, auth }),
  );
}

/** §6.3. */
async function seal(
  world: World,
  content: FramedContent,
  auth: FramedContentAuthData,
  changes: PrivateChanges,
): Promise<PrivateMessage> {
  const { suite } = world;
  const leafIndex = content.sender.senderType === 'member' ? content.sender.leafIndex : 0;
  const { contentType } = content.content;
  const generation = changes.generation ?? 0;
  const { key, nonce } = await ratchetKey(
    world,
    changes.ratchetLeaf ?? leafIndex,
    changes.ratchet ?? (contentType === 'application' ? 'application' : 'handshake'),
    generation,
  );
  const guard = changes.reuseGuard ?? suite.random(4);
  const plaintext = new Writer();
  writeContent(plaintext, content.content);
  writeAuthData(plaintext, auth);
  plaintext.fixed(changes.padding ?? new Uint8Array());
  const { groupId, epoch, authenticatedData } = content;
  const head = () => new Writer().opaque(groupId).u64(epoch).u8(contentTypes[contentType]);
  const ciphertext = await suite.aeadSeal(
    key,
    nonce.map((byte, index) => byte ^ (guard[index] ?? 0)),
    head().opaque(authenticatedData).finish(),
    plaintext.finish(),
  );
  const encryptedSenderData = await sealSenderData(
    world,
    new Writer()
      .u32(changes.toldLeaf ?? leafIndex)
      .u32(changes.toldGeneration ?? generation)
      .fixed(changes.toldGuard ?? guard)
      .finish(),
    ciphertext,
    head().finish(),
  );
  const message = {
    groupId,
    epoch,
    contentType,
    authenticatedData,
    encryptedSenderData,
    ciphertext,
  };
  return changes.sent?.(message) ?? message;
}

/** §6.3.2. */
export async function sealSenderData(
  world: World,
  senderData: Uint8Array,
  ciphertext: Uint8Array,
  associatedData: Uint8Array,
): Promise<Uint8Array> {
  const { suite, secrets } = world;
  const sample = ciphertext.slice(0, suite.hashBytes);
  const key = await suite.expandWithLabel(secrets.senderDataSecret, 'key', sample, suite.keyBytes);
  const nonce = await suite.expandWithLabel(
    secrets.senderDataSecret,
    'nonce',
    sample,
    suite.nonceBytes,
  );
  return suite.aeadSeal(key, nonce, associatedData, senderData);
}

/** A PrivateMessage of this epoch, opened by one who has all its secrets; throws when it does not open. */
export async function openAsMember(world: World, message: PrivateMessage) {
  const { suite, secrets } = world;
  const type = contentTypes[message.contentType];
  const head = () => new Writer().opaque(message.groupId).u64(message.epoch).u8(type);
  const sample = message.ciphertext.slice(0, suite.hashBytes);
  const senderData = await suite.aeadOpen(
    await suite.expandWithLabel(secrets.senderDataSecret, 'key', sample, suite.keyBytes),
    await suite.expandWithLabel(secrets.senderDataSecret, 'nonce', sample, suite.nonceBytes),
    head().finish(),
    message.encryptedSenderData,
  );
  if (senderData === undefined) throw new Error('the sender data does not open');
  const view = new DataView(senderData.buffer, senderData.byteOffset);
  const [leafIndex, generation] = [view.getUint32(0), view.getUint32(4)];
  const reuseGuard = senderData.slice(8);
  const kind = message.contentType === 'application' ? 'application' : 'handshake';
  const { key, nonce } = await ratchetKey(world, leafIndex, kind, generation);
  const plaintext = await suite.aeadOpen(
    key,
    nonce.map((byte, index) => byte ^ (reuseGuard[index] ?? 0)),
    head().opaque(message.authenticatedData).finish(),
    message.ciphertext,
  );
  if (plaintext === undefined) throw new Error('the content does not open');
  const reader = new Reader(plaintext);
  const content = readContent(reader, message.contentType);
  const auth = readAuthData(reader, message.contentType);
  const padding = plaintext.subarray(reader.offset);
  return { leafIndex, generation, reuseGuard, plaintext, content, auth, padding };
}
