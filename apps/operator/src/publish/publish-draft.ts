import type { ActLog } from '@sotto/actlog';
import { publishCheckpoint, withCosignatures } from '@sotto/actlog';
import type { Note } from '@sotto/tlog';
import { withSignatures } from '@sotto/tlog';
import type { Context } from '../command.ts';
import { ed25519 } from '../ed25519.ts';
import { operatorError } from '../error.ts';
import { followRefusalText } from '../network/open-log.ts';
import { logFolder, writeLogFiles } from '../network/log-folder.ts';
import { askWitness } from './ask-witness.ts';
import type { Pending } from './journal.ts';

/**
 * Gets a signed head cosigned and writes it to the folder. All witnesses are asked at once; it takes the charter's quorum of them.
 *
 * @throws OPERATOR_WITNESSES when too few cosign; then nothing is written, and the same head is tried again by the next run
 */
export async function publishPending(
  network: string,
  { draft, note }: Pending,
  witnessUrls: ReadonlyMap<string, string>,
  { say, signal, world }: Pick<Context, 'say' | 'signal' | 'world'>,
): Promise<ActLog> {
  const { rules } = draft;
  const asked = await Promise.all(
    rules.witnesses.map(async ({ name }) => {
      const url = witnessUrls.get(name);
      if (url === undefined) return { name, why: 'has no address in network.json' };
      const answer = await askWitness(url, draft, note, {
        signal,
        timeoutMs: world.witnessTimeoutMs,
      });
      if (answer.outcome === 'failed') return { name, why: answer.why };
      const own = answer.signatures.filter((one) => one.name === name);
      const cosigned = await withCosignatures(draft, note, own, ed25519);
      const added = cosigned.signatures.filter((one) => one.name === name);
      return added.length > 0
        ? { name, added }
        : { name, why: 'answers with a cosignature that does not hold' };
    }),
  );
  for (const { name, why } of asked) if (why !== undefined) await say(`Witness ${name} ${why}.`);
  const cosignatures = asked.flatMap(({ added }) => (added === undefined ? [] : [added]));
  const all: Note = withSignatures(note, cosignatures.flat());
  const count = cosignatures.length;
  if (count < rules.quorum)
    throw operatorError(
      'OPERATOR_WITNESSES',
      `${count} of ${rules.witnesses.length} witnesses cosigned, and it takes ${rules.quorum}. Nothing was published; the next publish goes on with it.`,
    );
  const options = { ed25519, nowSeconds: world.nowSeconds() };
  const published = await publishCheckpoint(draft, all, options);
  if (published.outcome !== 'published') {
    const why =
      published.outcome === 'refused' ? followRefusalText[published.reason] : published.outcome;
    throw operatorError('OPERATOR_WITNESSES', `No reader would take the new head: ${why}.`);
  }
  await writeLogFiles(logFolder(network), published.files);
  return published.log;
}
