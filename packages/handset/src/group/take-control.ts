import { bytesEqual, controlToCbor } from '@sotto/protocol';
import type { SottoFrame } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { FrameSender } from '../conversation/receive.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { encodeArrivedWelcome } from '../storage/arrived-welcome.ts';
import { controlBytes } from '../storage/pending-record.ts';
import { tables } from '../storage/tables.ts';
import { takeChain } from '../devices/take-chain.ts';
import { takeSync } from '../devices/take-sync.ts';
import { putKnownLost } from '../lost/take-wipe-key.ts';
import { keepKeyPackages } from './given-key-packages.ts';
import { takeLeave } from './leaving.ts';

/** Acts on what a frame says beside content. */
export async function takeControl(
  engine: Engine,
  draft: ConversationDraft,
  { identity, device }: FrameSender,
  { control }: SottoFrame,
): Promise<void> {
  if (control === undefined) return;
  const { contacts } = engine;
  const isOwn = bytesEqual(identity, engine.self.identity);
  const isDirect = draft.record.kind === 'direct';
  switch (control.kind) {
    case 'profile':
      takeName(engine, draft, identity, control.suggestedName);
      return;
    case 'keyPackages':
      if (isDirect && !isOwn) await keepKeyPackages(engine, draft, identity, control.keyPackages);
      return;
    case 'keyPackagesWanted': {
      if (!isDirect || isOwn) return;
      const owedKeyPackages = Math.min(control.count, handsetLimits.keyPackagesGiven);
      contacts.change(draft.tx, identity, (contact) => ({ ...contact, owedKeyPackages }));
      return;
    }
    case 'welcome': {
      // From another device of one's own in the notes, from a contact in the conversation of two.
      const isThere = isOwn ? draft.record.kind === 'notes' : isDirect;
      if (!isThere || contacts.get(identity)?.blocked === true) return;
      const { id } = draft.record;
      const number = engine.crypto.random(16);
      const value = encodeArrivedWelcome({
        id: number,
        conversation: id,
        relays: [],
        identity,
        control: controlBytes(controlToCbor(control)),
        arrivedAtMs: engine.clock.now(),
      });
      draft.tx.put({ table: tables.arrivedWelcomes, id: number }, value);
      draft.after(engine.welcomesArrived);
      return;
    }
    case 'leave': {
      const leaf = draft.leaves.ofDevice(device);
      if (leaf !== undefined) await takeLeave(engine, draft, leaf, control);
      return;
    }
    case 'chain':
      await takeChain(engine, draft, identity, control.links);
      return;
    case 'sync':
      if (isOwn && draft.record.kind === 'notes') await takeSync(engine, draft, control.records);
      return;
    case 'wipeKey': {
      if (!isDirect || isOwn) return;
      const { secret, relays } = control;
      putKnownLost(draft.tx, { identity, device, secret, relays });
      draft.emit({ type: 'devices' });
      return;
    }
    case 'other':
      // Of a later version: it has its number, and that is all that this one can do for it.
      return;
  }
}

/** Somebody says how they would like to be called: one's own word for them stays as it is. */
export function takeName(
  engine: Engine,
  draft: ConversationDraft,
  identity: Uint8Array,
  suggestedName: string,
): void {
  const { contacts, self } = engine;
  if (bytesEqual(identity, self.identity)) return;
  if (contacts.get(identity)?.suggestedName === suggestedName) return;
  contacts.change(draft.tx, identity, (contact) => ({ ...contact, suggestedName }));
  draft.after(() => engine.contactChanged(identity));
}
