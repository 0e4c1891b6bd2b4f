import { freezeAt, freezeLevels } from '@sotto/charter';
import type { FreezeLevel, Network, StandingFreeze } from '@sotto/charter';
import { handsetError } from '../error.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';

/** What a freeze of the network lets this handset do no more. It ends by itself at its end, by this handset's clock. */
export interface FreezeGate {
  /** In force now. */
  readonly now: () => StandingFreeze | undefined;
  /** Nothing is to be written to others. Notes to oneself go to nobody else. */
  readonly holdsSending: (record: Pick<ConversationRecord, 'kind'>) => boolean;
  readonly holdsNewMembers: () => boolean;
  /** @throws NETWORK_FROZEN */
  readonly requireSending: (record: Pick<ConversationRecord, 'kind'>) => void;
  /** @throws NETWORK_FROZEN */
  readonly requireNewMembers: () => void;
}

export function createFreezeGate(
  network: () => Network | undefined,
  nowMs: () => number,
): FreezeGate {
  const now = (): StandingFreeze | undefined => {
    const known = network();
    return known && freezeAt(known, Math.floor(nowMs() / 1_000));
  };
  const holds = (level: FreezeLevel): boolean => {
    const freeze = now();
    return freeze !== undefined && rank(freeze.level) >= rank(level);
  };
  const holdsSending: FreezeGate['holdsSending'] = ({ kind }) =>
    kind !== 'notes' && holds('noSending');
  const holdsNewMembers = (): boolean => holds('noNewMembers');
  return {
    now,
    holdsSending,
    holdsNewMembers,
    requireSending: (record) => {
      if (holdsSending(record)) throw frozen();
    },
    requireNewMembers: () => {
      if (holdsNewMembers()) throw frozen();
    },
  };
}

function rank(level: FreezeLevel): number {
  return freezeLevels.indexOf(level);
}

function frozen(): Error {
  return handsetError('NETWORK_FROZEN', 'The network is frozen: its view says by whom, and why.');
}
