import type { Suite } from '../suite/suite.ts';
import type { AuthenticatedContent, FramedContent } from '../wire/framed-content.ts';
import { wireFormats } from '../wire/framed-content.ts';
import { mls10 } from '../wire/message.ts';

type WireFormat = AuthenticatedContent['wireFormat'];

const label = 'FramedContentTBS';

const beginnings: Readonly<Record<WireFormat, Uint8Array>> = {
  public_message: Uint8Array.of(0, mls10, 0, wireFormats.public_message),
  private_message: Uint8Array.of(0, mls10, 0, wireFormats.private_message),
};

/**
 * FramedContentTBS (RFC 9420 §6.1), as parts that follow one another. The GroupContext is one of them where the sender is a
 * member or becomes one by this commit; for others `encodedContext` is not used.
 */
export function contentToBeSigned(
  wireFormat: WireFormat,
  content: FramedContent,
  encodedContext: Uint8Array,
): readonly Uint8Array[] {
  const { senderType } = content.sender;
  return senderType === 'member' || senderType === 'new_member_commit'
    ? [beginnings[wireFormat], content.encoded, encodedContext]
    : [beginnings[wireFormat], content.encoded];
}

/** The signature over content that goes out as `wireFormat`, in the group that `encodedContext` describes. */
export function signContent(
  suite: Suite,
  wireFormat: WireFormat,
  content: FramedContent,
  encodedContext: Uint8Array,
  signaturePrivateKey: Uint8Array,
): Promise<Uint8Array> {
  const parts = contentToBeSigned(wireFormat, content, encodedContext);
  return suite.sign(signaturePrivateKey, label, parts);
}

/** Whether the signature is that of the holder of `signatureKey`, which RFC 9420 §6.1 names for each type of sender. */
export function verifyContent(
  suite: Suite,
  { wireFormat, content, auth }: AuthenticatedContent,
  encodedContext: Uint8Array,
  signatureKey: Uint8Array,
): Promise<boolean> {
  const parts = contentToBeSigned(wireFormat, content, encodedContext);
  return suite.verify(signatureKey, label, parts, auth.signature);
}
