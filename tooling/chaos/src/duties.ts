import type { IdentityId } from '@sotto/handset';
import type { FaultKind } from '@sotto/simulator';
import { lyingFaults } from '@sotto/simulator';
import type { End, Ending } from './ending.ts';
import type { Said } from './ledger.ts';

/** Faults that can take back what a member was told of the group's order. */
const forks: readonly FaultKind[] = ['relay-rollback', 'register-split', 'register-forget'];
/** Faults that can cost a message for good when its sender is not there to send it again. */
const losses: readonly FaultKind[] = [...lyingFaults, 'relay-gone'];

/** Who must have what, and who must not, as far as a ledger tells for sure. */
export interface Duties {
  /** This handset must show this message. */
  readonly mustHave: (end: End, said: Said) => boolean;
  /** This handset must neither show nor open it. */
  readonly mustNotHave: (end: End, said: Said) => boolean;
  /** Somebody in this talk was put back to an older copy: what was done to messages since may be with some only. */
  readonly isPutBack: (talk: string) => boolean;
  /** What this person did to messages may be with some only: it can have been lost, and they are not there to say it again. */
  readonly isUnheard: (talk: string, identity: IdentityId) => boolean;
  /** It was a member from this message on without a break: all that happens to the message, happens there too. */
  readonly isSteady: (end: End, said: Said) => boolean;
}

export function dutiesOf(ending: Ending): Duties {
  const { ledger, ends, survivors, faults } = ending;
  const can = (kinds: readonly FaultKind[]): boolean => kinds.some((kind) => faults.includes(kind));
  const endOf = new Map(ends.map((end) => [`${end.talk}/${end.who}`, end]));
  const restoredFromMs = new Map(
    survivors.map(({ who, restores }) => [who, Math.min(...restores.map((each) => each.keptAtMs))]),
  );
  const goneAsked = new Set(ledger.gone.map(({ talk, who }) => `${talk}/${who}`));
  const timesAdded = new Map<string, number>();
  for (const { talk, who } of ledger.added)
    timesAdded.set(`${talk}/${who}`, (timesAdded.get(`${talk}/${who}`) ?? 0) + 1);

  // Who was on the side that stays does not hear what was said on the other by somebody who never came over.
  const wasSplit = survivors.some(({ forksHealed }) => forksHealed > 0);

  const mayBeGone = (talk: string, identity: IdentityId): boolean =>
    goneAsked.has(`${talk}/${identity}`);
  const wasRestored = (who: string, atMs: number): boolean =>
    atMs >= (restoredFromMs.get(who) ?? Infinity);

  /** The relays have it, as far as its sender knows; or its sender is there to send it, also to somebody who was put back. */
  const wasSent = (said: Said, to: End): boolean => {
    const own = endOf.get(`${said.talk}/${said.by}`);
    const record = own?.messages.find(({ id }) => id === said.kept);
    if (wasRestored(said.by, said.atMs)) return false;
    const isThere = own?.state === 'active' && !mayBeGone(said.talk, said.identity);
    if (isThere) return true;
    if (can(losses) || wasSplit || restoredFromMs.get(to.who) !== Infinity) return false;
    return record !== undefined && ['relayed', 'delivered', 'read'].includes(record.state);
  };
  const isSteady = (end: End, said: Said): boolean =>
    end.state === 'active' &&
    said.roster.includes(end.identity) &&
    !mayBeGone(end.talk, end.identity) &&
    !wasRestored(end.who, said.atMs);

  /** A handset that sent one message saw somebody in, and saw them out when it sent this one. */
  const sawThemGo = (identity: IdentityId, said: Said): boolean =>
    !said.roster.includes(identity) &&
    ledger.sightings.some(
      ({ talk, by, atMs, roster }) =>
        talk === said.talk && by === said.by && atMs <= said.atMs && roster.includes(identity),
    );

  return {
    isSteady,
    isUnheard: (talk, identity) => (can(losses) || wasSplit) && mayBeGone(talk, identity),
    isPutBack: (talk) =>
      ends.some((end) => end.talk === talk && wasRestored(end.who, Number.MAX_VALUE)),
    mustHave: (end, said) =>
      said.kept !== undefined &&
      said.talk === end.talk &&
      (end.who === said.by
        ? !wasRestored(end.who, said.atMs)
        : isSteady(end, said) && wasSent(said, end)),
    mustNotHave: (end, said) =>
      said.talk === end.talk &&
      !can(forks) &&
      // On a side of a split that ends, somebody may be in whom the other side has yet to take in: nobody took them out.
      mayBeGone(said.talk, end.identity) &&
      timesAdded.get(`${said.talk}/${end.identity}`) === 1 &&
      sawThemGo(end.identity, said),
  };
}
