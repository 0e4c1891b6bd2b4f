import type { Charter } from '@sotto/charter';
import type { VerifierKey } from '@sotto/tlog';
import { parseVerifierKey } from '@sotto/tlog';

/** Who has to sign a head of the log, as a charter says. */
export interface LogRules {
  /** The log's own key. Its name is the origin of the log. */
  readonly logKey: VerifierKey;
  readonly witnesses: readonly VerifierKey[];
  /** How many of the witnesses it takes. */
  readonly quorum: number;
}

export function logRules({ logKey, witnesses, witnessQuorum }: Charter): LogRules {
  return {
    logKey: parseVerifierKey(logKey),
    witnesses: witnesses.map(parseVerifierKey),
    quorum: witnessQuorum,
  };
}

/** Whether the second charter, following the first, hands the log over to other keys or another quorum. */
export function isHandover(before: Charter, after: Charter): boolean {
  return (
    before.logKey !== after.logKey ||
    before.witnessQuorum !== after.witnessQuorum ||
    before.witnesses.length !== after.witnesses.length ||
    !after.witnesses.every((witness) => before.witnesses.includes(witness))
  );
}
