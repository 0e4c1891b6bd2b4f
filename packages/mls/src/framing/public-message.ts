import { MlsError } from '../mls-error.ts';
import type { Suite } from '../suite/suite.ts';
import type { AuthenticatedContent } from '../wire/framed-content.ts';
import { writeAuthData } from '../wire/framed-content.ts';
import type { PublicMessage } from '../wire/message.ts';
import { Writer } from '../wire/writer.ts';
import { contentToBeSigned } from './content-signature.ts';
import { checkSenderContent } from './sender-content.ts';

/** What a PublicMessage is authenticated with: of the epoch that it is sent in. */
export interface PublicMessageKeys {
  readonly membershipKey: Uint8Array;
  readonly encodedContext: Uint8Array;
}

/**
 * RFC 9420 §6.2, of signed content. `keys` are used for a member's message only: who is outside the group has none.
 *
 * @throws MLS_APPLICATION_IN_PUBLIC, MLS_SENDER_CONTENT, MLS_INPUT for content that was signed for the other wire format, and
 *   for a member's without keys
 */
export async function protectPublic(
  suite: Suite,
  authenticated: AuthenticatedContent,
  keys: PublicMessageKeys | undefined,
): Promise<PublicMessage> {
  const { wireFormat, content, auth } = authenticated;
  if (wireFormat !== 'public_message') {
    throw new MlsError('MLS_INPUT', 'Content was signed for another wire format.');
  }
  if (content.content.contentType === 'application') {
    throw new MlsError('MLS_APPLICATION_IN_PUBLIC', 'Application data never goes out unencrypted.');
  }
  checkSenderContent(content);
  if (content.sender.senderType !== 'member') return { content, auth, membershipTag: undefined };
  if (keys === undefined)
    throw new MlsError('MLS_INPUT', "A member's message takes a membership key.");
  return { content, auth, membershipTag: await membershipTag(suite, authenticated, keys) };
}

/**
 * The content of a PublicMessage whose sender may send it and, if a member, knows the group's secrets. The signature is not
 * verified yet: that is for the caller, who finds the key.
 *
 * @throws MLS_SENDER_CONTENT, MLS_MEMBERSHIP_TAG
 */
export async function openPublic(
  suite: Suite,
  message: PublicMessage,
  keys: PublicMessageKeys,
): Promise<AuthenticatedContent> {
  const { content, auth } = message;
  const authenticated: AuthenticatedContent = { wireFormat: 'public_message', content, auth };
  checkSenderContent(content);
  if (content.sender.senderType === 'member') {
    const tag = await membershipTag(suite, authenticated, keys);
    if (message.membershipTag === undefined || !suite.equal(message.membershipTag, tag)) {
      throw new MlsError('MLS_MEMBERSHIP_TAG', 'A message is not of somebody who knows the group.');
    }
  }
  return authenticated;
}

/** The MAC of AuthenticatedContentTBM. */
function membershipTag(
  suite: Suite,
  { wireFormat, content, auth }: AuthenticatedContent,
  { membershipKey, encodedContext }: PublicMessageKeys,
): Promise<Uint8Array> {
  const parts = contentToBeSigned(wireFormat, content, encodedContext);
  const writer = new Writer(content.encoded.length + encodedContext.length + 256);
  for (const part of parts) writer.fixed(part);
  writeAuthData(writer, auth);
  return suite.mac(membershipKey, writer.finish());
}
