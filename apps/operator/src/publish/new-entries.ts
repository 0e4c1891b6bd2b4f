import type { ActLog } from '@sotto/actlog';
import type { ActSignature, NetworkState } from '@sotto/charter';
import {
  actBytesToSign,
  encodeActEntry,
  judgeProposal,
  parseActEntry,
  replayEntries,
} from '@sotto/charter';
import { isSottoError } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import { ed25519 } from '../ed25519.ts';
import { operatorError } from '../error.ts';
import type { Proposal } from '../proposal/proposal.ts';
import { refusalText } from '../review/refusal-text.ts';
import { kindNames } from '../review/say-act.ts';

/**
 * The proposals as entries, one behind the other, each of which counts. Nothing is logged that a replay would refuse: it would stand in
 * everybody's log for good.
 *
 * @param state after all entries of the log
 * @throws OPERATOR_REFUSED with the reason
 */
export async function newEntries(
  state: NetworkState,
  proposals: readonly Proposal[],
  nowSeconds: number,
): Promise<readonly Uint8Array[]> {
  const entries: Uint8Array[] = [];
  let now = state;
  for (const { act, bytes, signatures } of proposals) {
    // Nothing is logged before the last act that counts.
    const loggedAtSeconds = Math.max(nowSeconds, now.network?.loggedAtSeconds ?? 0);
    const entry = { act: bytes, signatures: await goodOnes(bytes, signatures), loggedAtSeconds };
    const judgement = await judgeProposal(now, entry, ed25519.verify);
    const what = `${kindNames[act.kind]}, number ${act.number}`;
    if (judgement.outcome === 'refused') {
      const { reason } = judgement;
      throw refused(
        `This is ${what}, and would count for nothing: ${refusalText[reason]} (${reason}).`,
      );
    }
    if (judgement.outcome === 'open') {
      const missing = judgement.quorums
        .filter(({ signed, needed }) => signed.length < needed)
        .map(({ role, signed, needed }) => `${needed - signed.length} more of the role ${role}`);
      throw refused(`This is ${what}, and needs ${missing.join(' and ')} (SIGNERS_TOO_FEW).`);
    }
    const encoded = encodeActEntry(entry);
    const replay = await replayEntries(now, [{ index: now.next, bytes: encoded }], {
      verify: ed25519.verify,
      nowSeconds: loggedAtSeconds,
    });
    const [outcome] = replay.outcomes;
    if (outcome?.accepted === false)
      throw refused(
        `This is ${what}, and would count for nothing: ${refusalText[outcome.reason]} (${outcome.reason}).`,
      );
    now = replay.state;
    entries.push(encoded);
  }
  return entries;
}

/** Whatever else came along with a proposal has no place in everybody's log. */
async function goodOnes(
  act: Uint8Array,
  signatures: readonly ActSignature[],
): Promise<readonly ActSignature[]> {
  const message = actBytesToSign(act);
  const checked = await Promise.all(
    signatures.map(({ publicKey, signature }) => ed25519.verify(publicKey, message, signature)),
  );
  return signatures.filter((_, at) => checked[at]);
}

/** Where in the log this act is, whoever signed it there; `undefined` when it is not. */
export function loggedIndex({ entries }: ActLog, act: Uint8Array): number | undefined {
  const index = entries.findIndex((entry) => {
    try {
      return bytesEqual(parseActEntry(entry).act, act);
    } catch (error) {
      // Junk in the log is no act.
      if (isSottoError(error)) return false;
      throw error;
    }
  });
  return index < 0 ? undefined : index;
}

function refused(message: string): Error {
  return operatorError('OPERATOR_REFUSED', `${message} Nothing was published.`);
}
