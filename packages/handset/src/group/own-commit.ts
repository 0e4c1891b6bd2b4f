import type { CommitEffects, Extension, GroupState, LeafNode } from '@sotto/mls';
import { isSottoError } from '@sotto/core';
import { parseCommitNote } from '@sotto/protocol';
import type { CommitNote } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { acceptedRecords, decodeOwnCommit, removeOwnCommit } from '../storage/own-commit-record.ts';
import type { OwnCommitRecord } from '../storage/own-commit-record.ts';
import { decodeGroupRecord } from '../storage/group-records.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';

/** The commit of one's own that is on its way, if there is one. */
export async function ownCommitOf(
  tx: Pick<Transaction, 'get'>,
  { id, committing }: ConversationDraft['record'],
): Promise<OwnCommitRecord | undefined> {
  if (!committing) return undefined;
  const stored = await tx.get({ table: tables.ownCommit(id), id: 'commit' });
  return stored && decodeOwnCommit(stored);
}

/** Another commit came first, or the conversation ended: this one never was. What it was to do is still asked for. */
export async function forgetOwnCommit(draft: ConversationDraft): Promise<void> {
  const own = await ownCommitOf(draft.tx, draft.record);
  if (own !== undefined) removeOwnCommit(draft.tx, draft.record.id, own);
  if (draft.record.committing) draft.record = { ...draft.record, committing: false };
}

/** The state that a commit of one's own leads to, read from what was stored of it. */
export async function acceptedState(
  engine: Pick<Engine, 'mls' | 'store'>,
  draft: Pick<ConversationDraft, 'tx' | 'record'>,
  own: OwnCommitRecord,
): Promise<GroupState> {
  const { id } = draft.record;
  const records = new Map<string, Uint8Array>();
  if (own.external === undefined) {
    for await (const value of engine.store.values(tables.mls(id))) {
      const [name] = decodeGroupRecord(value);
      // As this very transaction has it: messages may have come in it.
      const now = await draft.tx.get({ table: tables.mls(id), id: name });
      if (now !== undefined) records.set(...decodeGroupRecord(now));
    }
  }
  for (const [name, bytes] of await acceptedRecords(draft.tx, id, own)) {
    if (bytes === undefined) records.delete(name);
    else records.set(name, bytes);
  }
  try {
    return await engine.mls.load(records);
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    throw handsetError('VAULT_BROKEN', 'A commit of this handset is not whole.', { cause });
  }
}

/** A public commit as it is in the register, before it was verified. */
export interface PublicCommit {
  readonly note: CommitNote;
  /** The author's leaf as the commit makes it; `undefined` when it stays as it is. */
  readonly leafNode: LeafNode | undefined;
  /** Of the group's context as the commit makes it; `undefined` when they stay as they are. */
  readonly extensions: readonly Extension[] | undefined;
}

/** `undefined`: it is none. @throws COMMIT_NOTE_MALFORMED and other codes of `parseCommitNote` */
export function publicCommitIn(
  engine: Pick<Engine, 'mls'>,
  message: Uint8Array,
): PublicCommit | undefined {
  const parsed = engine.mls.parse(message);
  if (parsed.wireFormat !== 'public_message') return undefined;
  const { authenticatedData, content } = parsed.publicMessage.content;
  if (content.contentType !== 'commit') return undefined;
  const { path, proposals } = content.commit;
  const [extensions] = proposals.flatMap((each) =>
    each.kind === 'proposal' && each.proposal.proposalType === 'group_context_extensions'
      ? [each.proposal.extensions]
      : [],
  );
  return { note: parseCommitNote(authenticatedData), leafNode: path?.leafNode, extensions };
}

/** What a commit of one's own did, from the two states. */
export function ownEffects(
  { mls }: Pick<Engine, 'mls'>,
  before: GroupState,
  after: GroupState,
): CommitEffects {
  const was = new Set(mls.members(before).map(({ leafIndex }) => leafIndex));
  const is = new Set(mls.members(after).map(({ leafIndex }) => leafIndex));
  return {
    committer: after.keys.leafIndex,
    external: false,
    proposals: [],
    added: [...is].filter((leafIndex) => !was.has(leafIndex)),
    removed: [...was].filter((leafIndex) => !is.has(leafIndex)),
  };
}
