import type { ActLog, FollowRefusal } from '@sotto/actlog';
import { openActLog, startLogPosition } from '@sotto/actlog';
import { ed25519 } from '../ed25519.ts';
import { operatorError } from '../error.ts';
import { folderSource, logFolder } from './log-folder.ts';

/**
 * The log in the folder of a network, checked from the pinned charter on as every handset does it. An empty one when there is none.
 *
 * @throws OPERATOR_LOG when it is not the log of this charter, or damaged
 */
export async function openLog(
  network: string,
  pin: Uint8Array,
  nowSeconds: number,
): Promise<ActLog> {
  const empty = openActLog(startLogPosition(pin), []);
  const followed = await empty.follow(folderSource(logFolder(network)), { ed25519, nowSeconds });
  if ('log' in followed) return followed.log;
  if (followed.outcome === 'refused' && followed.reason === 'missing') return empty;
  throw unusable(
    followed.outcome === 'refused' ? followRefusalText[followed.reason] : 'it is not one log',
  );
}

export function unusable(why: string): Error {
  return operatorError('OPERATOR_LOG', `The log cannot be used: ${why}.`);
}

/** Why a log is not followed, for people. */
export const followRefusalText: { readonly [R in FollowRefusal]: string } = {
  missing: 'there is none',
  malformed: 'its head is no signed checkpoint',
  otherLog: 'it is another log: the name of its key is not the one of the charter',
  unsigned: 'the log key did not sign its head',
  forged: 'a signature on its head is forged',
  witnessesTooFew: 'too few witnesses have cosigned its head',
  ahead: 'its witnesses say that they signed in the future: this machine’s clock may be wrong',
  incomplete: 'entries are missing, or are not those that were signed',
  notPinned: 'it does not begin with the pinned charter',
  handoverMissing: 'the keys of the log changed, and those who had them before do not vouch for it',
  tooLong: 'it is longer than logs may be',
};
