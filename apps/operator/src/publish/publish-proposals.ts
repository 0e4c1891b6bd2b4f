import type { ActLog } from '@sotto/actlog';
import { draftCheckpoint } from '@sotto/actlog';
import type { NetworkState } from '@sotto/charter';
import { charterLimits, replayEntries } from '@sotto/charter';
import type { Context } from '../command.ts';
import { ed25519 } from '../ed25519.ts';
import type { Proposal } from '../proposal/proposal.ts';
import { readPending, writeJournal } from './journal.ts';
import type { LogSigner } from './log-signer.ts';
import { loggedIndex, newEntries } from './new-entries.ts';
import { publishPending } from './publish-draft.ts';

export interface Publisher {
  /** The folder of the network, which this process holds. */
  readonly network: string;
  readonly witnessUrls: ReadonlyMap<string, string>;
  readonly signer: LogSigner;
  readonly context: Pick<Context, 'say' | 'signal' | 'world'>;
}

/** Publishes a head that was signed before and not published, if there is one. */
export async function finishPending(log: ActLog, publisher: Publisher): Promise<ActLog> {
  const { network, witnessUrls, context } = publisher;
  const pending = await readPending(network, log);
  return pending === undefined ? log : publishPending(network, pending, witnessUrls, context);
}

/**
 * Logs the proposals that are not in the log yet. A charter that hands the log over is the last of its head, and what comes
 * behind it is signed by the next keys.
 */
export async function publishProposals(
  before: ActLog,
  proposals: readonly Proposal[],
  publisher: Publisher,
): Promise<ActLog> {
  const { world } = publisher.context;
  const isNew = ({ bytes }: Proposal): boolean => loggedIndex(before, bytes) === undefined;
  const state = await wholeState(before);
  let rest = await newEntries(state, proposals.filter(isNew), world.nowSeconds());
  let log = before;
  while (rest.length > 0) {
    const drafted = await signAndPublish(log, rest, publisher);
    ({ log, rest } = drafted);
  }
  return log;
}

/** The same tree, with new signatures. */
export async function refreshHead(log: ActLog, publisher: Publisher): Promise<ActLog> {
  return (await signAndPublish(log, [], publisher)).log;
}

async function signAndPublish(
  log: ActLog,
  entries: readonly Uint8Array[],
  { network, witnessUrls, signer, context }: Publisher,
): Promise<{ readonly log: ActLog; readonly rest: readonly Uint8Array[] }> {
  const draft = await draftCheckpoint(log, entries, ed25519);
  const pending = { draft, note: await signer.sign(draft) };
  // On disk before anybody else has it: the next run would find it and go on.
  await writeJournal(network, pending);
  return { log: await publishPending(network, pending, witnessUrls, context), rest: draft.rest };
}

/** What all entries come to, also those that wait for their time: what is logged next follows them. */
async function wholeState({ position: { state }, entries }: ActLog): Promise<NetworkState> {
  const waiting = entries.slice(state.next).map((bytes, at) => ({ index: state.next + at, bytes }));
  const options = { verify: ed25519.verify, nowSeconds: charterLimits.maxTimeSeconds };
  return (await replayEntries(state, waiting, options)).state;
}
