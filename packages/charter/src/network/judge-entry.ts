import { isSottoError } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import type { VerifySignature } from '@sotto/protocol';
import { actBytesToSign, parseAct } from '../act/act-bytes.ts';
import type { Act, ActKind } from '../act/act.ts';
import { lineOf } from '../act/act.ts';
import type { ActEntry } from '../act/entry.ts';
import { parseActEntry } from '../act/entry.ts';
import type { CharterErrorCode } from '../error-codes.ts';
import { charterLimits } from '../limits.ts';
import type { RoleSigners } from './authority.ts';
import { judgeQuorum, Signatures } from './authority.ts';
import type { Logged, Network, NetworkState } from './network.ts';
import type { RefusalReason } from './refusals.ts';
import type { Judgement } from './step.ts';
import { judgeAct } from './transitions.ts';

/** An act that counts, and what it leads to. */
export interface CountedAct {
  readonly kind: ActKind;
  readonly number: number;
  readonly loggedAtSeconds: number;
  /** Who signed, by role; a change of the charter has the old root first. */
  readonly signedBy: readonly RoleSigners[];
  readonly network: Network;
}

/** What an entry comes to, from its bytes and the state before it alone. */
export async function judgeEntry(
  state: NetworkState,
  index: number,
  bytes: Uint8Array,
  verify: VerifySignature,
): Promise<CountedAct | RefusalReason> {
  if (bytes.length > charterLimits.maxEntryBytes) return 'ENTRY_TOO_LONG';
  const parsed = parsedEntry(bytes);
  if (typeof parsed === 'string') return parsed;
  const { entry, act } = parsed;
  const { loggedAtSeconds } = entry;
  const step = judgeUnsigned(state, act, { index, loggedAtSeconds });
  if (typeof step === 'string') return step;
  const signatures = new Signatures(actBytesToSign(entry.act), entry.signatures, verify);
  const signedBy: RoleSigners[] = [];
  for (const quorum of step.signedBy) {
    const signers = await judgeQuorum(quorum, signatures, loggedAtSeconds);
    if (typeof signers === 'string') return signers;
    signedBy.push(signers);
  }
  const line = lineOf[act.kind];
  const numbers = { ...step.network.numbers, [line]: act.number + 1 };
  const network = { ...step.network, numbers, loggedAtSeconds };
  return { kind: act.kind, number: act.number, loggedAtSeconds, signedBy, network };
}

/** What an act comes to at this place of the log, if those sign it that the step names. */
export function judgeUnsigned(state: NetworkState, act: Act, logged: Logged): Judgement {
  return (
    placeFault(state, act) ??
    timeFault(state, act, logged.loggedAtSeconds) ??
    judgeAct(state, act, logged)
  );
}

function parsedEntry(
  bytes: Uint8Array,
): { readonly entry: ActEntry; readonly act: Act } | RefusalReason {
  try {
    const entry = parseActEntry(bytes);
    return { entry, act: parseAct(entry.act) };
  } catch (error) {
    if (!isSottoError<CharterErrorCode>(error)) throw error;
    return error.code.endsWith('_UNSUPPORTED') ? 'ENTRY_UNSUPPORTED' : 'ENTRY_MALFORMED';
  }
}

/** Another network, another charter, or another number than the next of its line. */
function placeFault({ pin, network }: NetworkState, act: Act): RefusalReason | undefined {
  if (!bytesEqual(act.network, pin)) return 'OTHER_NETWORK';
  if (!bytesEqual(act.charter, network?.document.hash ?? pin)) return 'OTHER_CHARTER';
  const next = network?.numbers[lineOf[act.kind]] ?? 0;
  if (act.number !== next) return act.number < next ? 'NUMBER_PAST' : 'NUMBER_AHEAD';
  return undefined;
}

/** The log's time has to lie between what counted before and what the signers of this act allow. */
function timeFault(
  { network }: NetworkState,
  act: Act,
  loggedAtSeconds: number,
): RefusalReason | undefined {
  if (network !== undefined && loggedAtSeconds < network.loggedAtSeconds) return 'LOG_TIME_PAST';
  if (act.createdAtSeconds > loggedAtSeconds + charterLimits.maxClockSkewSeconds)
    return 'ACT_AHEAD';
  return loggedAtSeconds >= act.expiresAtSeconds ? 'ACT_EXPIRED' : undefined;
}
