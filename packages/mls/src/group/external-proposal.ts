import type { Engine } from '../engine.ts';
import { noBytes } from '../bytes.ts';
import { signContent } from '../framing/content-signature.ts';
import { protectPublic } from '../framing/public-message.ts';
import type { OwnKeyPackage } from '../key-package/key-package.ts';
import type { Suite } from '../suite/suite.ts';
import type { Sender } from '../wire/framed-content.ts';
import { createFramedContent } from '../wire/framed-content.ts';
import { encodeMessage } from '../wire/message.ts';
import type { Proposal } from '../wire/proposal.ts';
import { refuseGrease } from './group-extensions.ts';

/** Where a proposal from outside goes: what its sender has to know of the group. */
export interface ExternalTarget {
  readonly cipherSuite: number;
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
}

export interface ExternalProposalInput extends ExternalTarget {
  /** The place in the group's `external_senders`, and the key that stands there. */
  readonly senderIndex: number;
  readonly signaturePrivateKey: Uint8Array;
  readonly proposal: Proposal;
}

/** A proposal of somebody outside whom the group knows (RFC 9420 §12.1.8), as an MLSMessage. @throws MLS_SENDER_CONTENT */
export async function proposeAsExternal(
  engine: Engine,
  input: ExternalProposalInput,
): Promise<Uint8Array> {
  const sender: Sender = { senderType: 'external', senderIndex: input.senderIndex };
  const { signaturePrivateKey, proposal, cipherSuite } = input;
  refuseGrease(proposal);
  return protect(engine.suite(cipherSuite), input, sender, proposal, signaturePrivateKey);
}

/** Asks to be added (RFC 9420 §12.1.8, `new_member_proposal`), as an MLSMessage. */
export function proposeToJoin(
  engine: Engine,
  target: ExternalTarget,
  own: OwnKeyPackage,
): Promise<Uint8Array> {
  const { keyPackage, signaturePrivateKey } = own;
  const suite = engine.suite(target.cipherSuite);
  const proposal: Proposal = { proposalType: 'add', keyPackage };
  return protect(
    suite,
    target,
    { senderType: 'new_member_proposal' },
    proposal,
    signaturePrivateKey,
  );
}

async function protect(
  suite: Suite,
  { groupId, epoch }: ExternalTarget,
  sender: Sender,
  proposal: Proposal,
  signaturePrivateKey: Uint8Array,
): Promise<Uint8Array> {
  const content = createFramedContent({
    groupId,
    epoch,
    sender,
    authenticatedData: noBytes,
    content: { contentType: 'proposal', proposal },
  });
  const wireFormat = 'public_message' as const;
  const signature = await signContent(suite, wireFormat, content, noBytes, signaturePrivateKey);
  const auth = { signature, confirmationTag: undefined };
  const publicMessage = await protectPublic(suite, { wireFormat, content, auth }, undefined);
  return encodeMessage({ wireFormat, publicMessage });
}
