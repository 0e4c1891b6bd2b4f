import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { parseHex } from '../hex.ts';
import { handsetError } from '../error.ts';
import type { OwnCommitRecord } from '../storage/own-commit-record.ts';
import { encodeOwedWelcome } from '../storage/owed-welcome.ts';
import { tables } from '../storage/tables.ts';
import { forgetKeyPackages } from './given-key-packages.ts';

/**
 * Notes that those whom a commit added are to be told, each in the conversation of two with them; it is queued there by
 * `sendOwedWelcomes`, as a transaction is of one conversation alone.
 */
export async function queueWelcome(
  engine: Engine,
  draft: ConversationDraft,
  { welcome, keyPackages }: OwnCommitRecord,
): Promise<void> {
  if (welcome === undefined) return;
  forgetKeyPackages(draft, keyPackages);
  for (const hex of new Set(keyPackages.map((name) => name.split('/')[0] ?? ''))) {
    const identity = parseHex(hex, 32);
    if (identity === undefined)
      throw handsetError('VAULT_BROKEN', 'A commit of this handset is not whole.');
    const id = `${draft.record.id}/${hex}`;
    const value = encodeOwedWelcome({ id, identity, control: welcome });
    draft.tx.put({ table: tables.owedWelcomes, id }, value);
  }
  draft.after(engine.welcomesOwed);
}
