import type { Suite } from '../suite/suite.ts';
import type { FramedContent } from '../wire/framed-content.ts';
import { wireFormats } from '../wire/framed-content.ts';
import { Writer } from '../wire/writer.ts';

/** A commit as the transcript takes it: before its confirmation tag, which depends on this. */
export interface SignedCommit {
  readonly wireFormat: 'public_message' | 'private_message';
  readonly content: FramedContent;
  readonly signature: Uint8Array;
}

/** RFC 9420 §8.2: `confirmed_transcript_hash` of the epoch that the commit begins. `interimBefore` is empty at first. */
export function confirmedTranscriptHash(
  suite: Suite,
  interimBefore: Uint8Array,
  commit: SignedCommit,
): Promise<Uint8Array> {
  const { content, signature } = commit;
  const writer = new Writer(interimBefore.length + content.encoded.length + signature.length + 6);
  writer.fixed(interimBefore).u16(wireFormats[commit.wireFormat]).fixed(content.encoded);
  return suite.hash(writer.opaque(signature).finish());
}

/** RFC 9420 §8.2: `interim_transcript_hash`, from the confirmed one of the same epoch and its confirmation tag. */
export function interimTranscriptHash(
  suite: Suite,
  confirmed: Uint8Array,
  confirmationTag: Uint8Array,
): Promise<Uint8Array> {
  const writer = new Writer(confirmed.length + confirmationTag.length + 4);
  return suite.hash(writer.fixed(confirmed).opaque(confirmationTag).finish());
}

/** RFC 9420 §6.1: the MAC of an epoch's confirmed transcript hash. */
export function confirmationTag(
  suite: Suite,
  confirmationKey: Uint8Array,
  confirmed: Uint8Array,
): Promise<Uint8Array> {
  return suite.mac(confirmationKey, confirmed);
}
