import type { Suite } from '../suite/suite.ts';
import type { AuthenticatedContent, FramedContent } from '../wire/framed-content.ts';
import { wireFormats } from '../wire/framed-content.ts';
import { mls10 } from '../wire/message.ts';
import { Writer } from '../wire/writer.ts';

type WireFormat = AuthenticatedContent['wireFormat'];

const label = 'FramedContentTBS';

/**
 * FramedContentTBS (RFC 9420 §6.1). The GroupContext is part of it where the sender is a member or becomes one by this
 * commit; for others `encodedContext` is not used. With `roomBytes` more, for what the caller writes behind it.
 */
export function writeToBeSigned(
  wireFormat: WireFormat,
  content: FramedContent,
  encodedContext: Uint8Array,
  roomBytes: number = 0,
): Writer {
  const writer = new Writer(4 + content.encoded.length + encodedContext.length + roomBytes);
  writer.u16(mls10).u16(wireFormats[wireFormat]).fixed(content.encoded);
  const { senderType } = content.sender;
  if (senderType === 'member' || senderType === 'new_member_commit') writer.fixed(encodedContext);
  return writer;
}

/** The signature over content that goes out as `wireFormat`, in the group that `encodedContext` describes. */
export function signContent(
  suite: Suite,
  wireFormat: WireFormat,
  content: FramedContent,
  encodedContext: Uint8Array,
  signaturePrivateKey: Uint8Array,
): Promise<Uint8Array> {
  const tbs = writeToBeSigned(wireFormat, content, encodedContext).finish();
  return suite.sign(signaturePrivateKey, label, tbs);
}

/** Whether the signature is that of the holder of `signatureKey`, which RFC 9420 §6.1 names for each type of sender. */
export function verifyContent(
  suite: Suite,
  { wireFormat, content, auth }: AuthenticatedContent,
  encodedContext: Uint8Array,
  signatureKey: Uint8Array,
): Promise<boolean> {
  const tbs = writeToBeSigned(wireFormat, content, encodedContext).finish();
  return suite.verify(signatureKey, label, tbs, auth.signature);
}
