import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { readContent } from './read-content.ts';
import { applyReport } from './reports.ts';

/**
 * Takes a content that came in an aside: a report of what became of messages, and nothing else, as asides are not numbered and reach few.
 * What is none is dropped and counted; what comes from somebody who is blocked is taken all the same, as nothing of it is shown.
 */
export async function receiveAsideContent(
  engine: Pick<Engine, 'clock' | 'eraserClock'>,
  draft: ConversationDraft,
  content: Uint8Array,
  identity: Uint8Array,
): Promise<void> {
  const meaning = readContent(content, engine.clock.now());
  if (meaning?.kind !== 'report') return draft.drop('malformed');
  await applyReport(engine, draft, meaning.report, identity);
}
