import { sha256 } from '@noble/hashes/sha2.js';
import { encodeLogPosition } from '@sotto/actlog';
import { followed } from './looking.ts';
import { emptyLog, logKeys, TestOperator, vkeys } from './operator.ts';

/** What the log below comes to on every platform. A change here is a change of the formats or the rules. */
export const knownPosition = 'd0523f2973231c7fee864feab52a26406c5e333be41b454ea5bc315d460b5d76';

/** Follows a log with a handover and an entry that does not count, and gives the hash of where it comes to. */
export async function followSample(): Promise<string> {
  const operator = await TestOperator.founded();
  const next = { logKey: vkeys(logKeys)[1]! };
  await operator.logged(await operator.heartbeat(), await operator.change(next));
  const junk = Uint8Array.of(0xff);
  await operator.count(junk);
  await operator.logged(junk, await operator.heartbeat());
  const { position } = await followed(emptyLog(), operator.source());
  return sha256(encodeLogPosition(position)).toHex();
}
