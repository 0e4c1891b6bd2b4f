import { isSottoError } from '@sotto/core';
import {
  asideBytesToSign,
  bytesEqual,
  encodeAside,
  encodeAsideContent,
  parseAside,
} from '@sotto/protocol';
import type { Aside, AsideBody } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import { sealContentFor } from '../conversation/envelope.ts';
import type { OpenedContent } from '../conversation/envelope.ts';
import type { Engine } from '../engine.ts';
import type { Device } from '../identity/self.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import { guidesOf, leafOfGuide } from './guides.ts';
import type { Leaf } from './leaves.ts';
import { outsider } from './outsiders.ts';
import { planPosts } from './posting.ts';

export interface OutgoingAside {
  readonly body: AsideBody;
  readonly to: readonly Leaf[];
  /** Opens with the key of any of these epochs, 1 to 16, the newest first; default the present one. */
  readonly under?: readonly EpochRecord[];
  /** Not worth sending late. */
  readonly expendable?: boolean;
  /** 16 bytes; default fresh ones. */
  readonly id?: Uint8Array;
  /** In the name of the device that a backup was made of: to one that knows no other. */
  readonly asFormer?: boolean;
}

/**
 * Says something to some devices outside the ratchet: signed by this device, sealed under an epoch's key, unnumbered. For what
 * concerns few (a receipt, a message sent again), as everybody else's ratchets would have to step over it, and for what must
 * still be understood when ratchets are lost.
 */
export async function queueAside(
  engine: Engine,
  draft: Pick<ConversationDraft, 'tx' | 'record' | 'epochs' | 'after' | 'me'>,
  {
    body,
    to,
    under = draft.epochs.slice(-1),
    expendable = false,
    id,
    asFormer = false,
  }: OutgoingAside,
): Promise<void> {
  const [newest] = under;
  if (to.length === 0 || newest === undefined) return;
  const speaker = speakerIn(engine, draft, asFormer);
  const head = {
    groupId: draft.record.groupId,
    epoch: newest.epoch,
    sender: speaker.key,
    id: id ?? engine.crypto.random(16),
    sentAtMs: Math.max(0, engine.clock.now()),
    next: draft.record.ownSequence,
  };
  const content = encodeAsideContent(head, body);
  const { Ed25519 } = engine.crypto.signatures;
  const signature = await Ed25519.sign(speaker.signaturePrivateKey, asideBytesToSign(content));
  const aside = encodeAside(content, signature);
  const keys = under.map(({ envelopeKey }) => envelopeKey);
  const posts = planPosts(to).map(async ({ relay, mailboxes }) => ({
    relay,
    mailboxes,
    body: await sealContentFor(engine.crypto, keys, { kind: 'aside', aside }),
    ...(expendable ? { expendable } : {}),
  }));
  engine.outbox.put(draft.tx, await Promise.all(posts));
  draft.after(engine.outbox.wake);
}

/**
 * Whom the others know in the group: this device, or, until it has taken its place there, the one that a backup was made of. A device that is neither is out,
 * and speaks for itself.
 */
function speakerIn(
  { self, former }: Engine,
  { me }: Pick<ConversationDraft, 'me'>,
  asFormer: boolean,
): Pick<Device, 'key' | 'signaturePrivateKey'> {
  const known = former.device();
  if (known === undefined) return self.device;
  return asFormer || bytesEqual(known.key, me.device) ? known : self.device;
}

export interface OpenedAside {
  readonly aside: Aside;
  readonly sender: Leaf;
  /** The sender is not in the group any more, as far as this device knows. */
  readonly isOut: boolean;
  /** And is on the side to which this device is on its way. */
  readonly isGuide: boolean;
}

/**
 * An aside that came under an epoch's key, of several it was sealed for or of its own alone, with the device that said it: one that is in the group now, or, for `isOut`, was.
 * @returns `forged` when nobody of the group said it, `malformed` when it has no form
 */
export async function openAside(
  engine: Pick<Engine, 'crypto'>,
  draft: Pick<ConversationDraft, 'tx' | 'record' | 'leaves' | 'peer'>,
  bytes: Uint8Array,
  { by: epoch, isShared }: Pick<OpenedContent<EpochRecord>, 'by' | 'isShared'>,
): Promise<OpenedAside | 'forged' | 'malformed' | 'unknown'> {
  let aside: Aside;
  try {
    aside = parseAside(bytes);
  } catch (error) {
    if (isSottoError(error, 'ASIDE_UNSUPPORTED')) return 'unknown';
    if (isSottoError(error)) return 'malformed';
    throw error;
  }
  const leaf = draft.leaves.ofDevice(aside.sender);
  const guide =
    leaf === undefined
      ? (await guidesOf(draft)).find((each) => bytesEqual(each.device, aside.sender))
      : undefined;
  const sender = leaf ?? (guide && leafOfGuide(guide)) ?? outsider(draft, aside.sender);
  const isOfIt = isShared ? aside.epoch >= epoch.epoch : aside.epoch === epoch.epoch;
  if (sender === undefined || !isOfIt) return 'forged';
  if (!bytesEqual(aside.groupId, draft.record.groupId)) return 'forged';
  const { Ed25519 } = engine.crypto.signatures;
  const isTrue = await Ed25519.verify(
    sender.device,
    asideBytesToSign(aside.content),
    aside.signature,
  );
  return isTrue
    ? { aside, sender, isOut: leaf === undefined, isGuide: guide !== undefined }
    : 'forged';
}
