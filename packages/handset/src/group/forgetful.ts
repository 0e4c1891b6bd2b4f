import type { SeenAside } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { queueAside } from './asides.ts';

/** Tells a device that it left out numbers which it had used: its storage is an older copy, and it does not know. */
export async function tellForgetful(
  engine: Engine,
  draft: ConversationDraft,
  device: Uint8Array,
  next: number,
): Promise<void> {
  const leaf = draft.leaves.ofDevice(device);
  if (leaf === undefined) return;
  await queueAside(engine, draft, { body: { kind: 'seen', next }, to: [leaf] });
}

/** Others have frames of this device that it does not remember: every conversation comes back as a new leaf. */
export function takeSeen(
  engine: Pick<Engine, 'forgotten'>,
  draft: Pick<ConversationDraft, 'record' | 'after'>,
  { next }: SeenAside,
): void {
  const { skippedFrom, state } = draft.record;
  if (state === 'active' && skippedFrom >= 0 && next > skippedFrom) draft.after(engine.forgotten);
}
