import type { CheckpointDraft } from '@sotto/actlog';
import { witnessRequest } from '@sotto/actlog';
import type { Note, NoteSignature, WitnessAnswer } from '@sotto/tlog';
import { parseWitnessAnswer, tlogLimits } from '@sotto/tlog';
import { isSottoError } from '@sotto/core';
import { readBounded } from '../files/read-bounded.ts';

/** What came of asking one witness. */
export type Asked =
  | { readonly outcome: 'cosigned'; readonly signatures: readonly NoteSignature[] }
  | { readonly outcome: 'failed'; readonly why: string };

/** How long it is waited for. */
export interface Patience {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** Asks a witness to cosign; once more when it knows another size than was thought. Never rejects. */
export async function askWitness(
  url: string,
  draft: CheckpointDraft,
  note: Note,
  patience: Patience,
): Promise<Asked> {
  const first = await ask(url, witnessRequest(draft, note, draft.log.size), patience);
  if (first.outcome !== 'conflict') return settled(first);
  if (first.size > BigInt(draft.size))
    return failed(
      `has cosigned ${first.size} entries, and there are ${draft.size} here: this folder is not the latest. Publish nothing from it`,
    );
  return settled(await ask(url, witnessRequest(draft, note, Number(first.size)), patience));
}

type Answer = WitnessAnswer | { readonly outcome: 'unreached'; readonly why: string };

async function ask(
  url: string,
  body: Uint8Array,
  { signal, timeoutMs }: Patience,
): Promise<Answer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${url}/add-checkpoint`, {
      method: 'POST',
      body: Buffer.from(body),
      redirect: 'error',
      signal: AbortSignal.any([signal, timeout]),
    });
    const answer = await readBounded(response, tlogLimits.maxWitnessAnswerBytes);
    if (answer === undefined) return { outcome: 'unreached', why: 'answers too much' };
    const contentType = response.headers.get('content-type') ?? undefined;
    return parseWitnessAnswer({ status: response.status, contentType, body: answer });
  } catch (error) {
    if (isSottoError(error, 'WITNESS_ANSWER_MALFORMED'))
      return { outcome: 'unreached', why: 'answers something that is no answer of a witness' };
    if (timeout.aborted)
      return {
        outcome: 'unreached',
        why: `did not answer within ${timeoutMs / 1000} seconds`,
      };
    return { outcome: 'unreached', why: 'cannot be reached' };
  }
}

const whyNot: { readonly [O in Exclude<Answer['outcome'], 'cosigned' | 'unreached'>]: string } = {
  conflict: 'changes its mind about what it has seen: ask again',
  malformed: 'does not understand the request',
  refused: 'does not know the key of this log: its file of logs needs it',
  'unknown-log': 'does not watch this log: its file of logs needs it',
  inconsistent:
    'has cosigned another tree of this log: this folder is not the one it knows. Publish nothing from it',
  failed: 'cannot answer now',
};

function settled(answer: Answer): Asked {
  if (answer.outcome === 'cosigned') return answer;
  return failed(answer.outcome === 'unreached' ? answer.why : whyNot[answer.outcome]);
}

function failed(why: string): Asked {
  return { outcome: 'failed', why };
}
