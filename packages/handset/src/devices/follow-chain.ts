import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';

/**
 * A commit of the notes says what comes behind the chain of this identity's devices, so that all of them have one order of it. What
 * does not fit is left: no honest device says it.
 */
export async function followChain(
  { chains, self, devicesChanged }: Pick<Engine, 'chains' | 'self' | 'devicesChanged'>,
  draft: ConversationDraft,
  links: readonly Uint8Array[],
): Promise<void> {
  if (draft.record.kind !== 'notes') return;
  draft.after(devicesChanged);
  if (links.length > 0) draft.emit({ type: 'devices' });
  for (const link of links) {
    const known = chains.links(self.identity);
    await chains.learn(draft.tx, self.identity, [...known, link]);
  }
}
