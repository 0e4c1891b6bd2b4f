/** Everything that can go wrong, by name. */
export type FaultKind =
  /** Messages on their way are late. */
  | 'delay'
  /** Connections end at a message. */
  | 'cut'
  /** A relay does not answer a connection or blob call. */
  | 'unreachable'
  /** A relay asks to come back later. */
  | 'refuse'
  /** A handset has no network for a time. */
  | 'offline'
  /** Some handsets cannot reach some relays for a time. */
  | 'partition'
  /** A handset dies, at once or at a write. */
  | 'handset-crash'
  /** A relay dies, at once or at a write. */
  | 'relay-crash'
  /** A relay is stopped in good order. */
  | 'relay-stop'
  /** A relay dies, and its disk has less than it said. */
  | 'relay-rollback'
  /** A relay is gone for good; never the last one. */
  | 'relay-gone'
  /** A relay delivers nothing for a time. */
  | 'withhold'
  /** A relay stores a post twice. */
  | 'duplicate'
  /** A relay stores a post behind later ones. */
  | 'reorder'
  /** A relay says stored and stores nothing. */
  | 'lose'
  /** A relay shows some handsets another order of a register for a time. */
  | 'register-split'
  /** A relay forgets an entry of a register. */
  | 'register-forget'
  /** A handset's clock jumps by hours, and back later. */
  | 'clock-jump'
  /** A handset's records are put back to an older copy. */
  | 'restore';

/** What each fault's number is a chance of. All are from 0 to 1. */
export type FaultChances = Readonly<Record<FaultKind, number>>;

/** Of each message. */
type MessageFault = 'delay' | 'cut';
/** Of each connection or blob call. */
type CallFault = 'unreachable' | 'refuse';
/** Of each post at each relay. */
type PostFault = 'duplicate' | 'reorder' | 'lose';

/** Faults that are there all the time, each with a chance of its own; the others are struck. */
export type SteadyFault = MessageFault | CallFault | PostFault;
/** Faults that happen at a moment: their chance is of each `strike`. */
export type StruckFault = Exclude<FaultKind, SteadyFault>;

/** A relay that breaks its promises: what it does can cost what no repair brings back. */
export const lyingFaults: readonly FaultKind[] = Object.freeze([
  'relay-rollback',
  'lose',
  'register-split',
  'register-forget',
]);

/** A bad day: what networks, machines and their owners do without meaning harm. */
export const badDay: FaultChances = Object.freeze({
  delay: 1,
  cut: 0.02,
  unreachable: 0.1,
  refuse: 0.05,
  offline: 0.04,
  partition: 0.02,
  'handset-crash': 0.06,
  'relay-crash': 0.03,
  'relay-stop': 0.01,
  'relay-rollback': 0,
  'relay-gone': 0,
  withhold: 0.01,
  duplicate: 0.01,
  reorder: 0.02,
  lose: 0,
  'register-split': 0,
  'register-forget': 0,
  'clock-jump': 0.005,
  restore: 0,
});

/** Everything at once, lies and disasters included. */
export const everything: FaultChances = Object.freeze({
  ...badDay,
  'relay-rollback': 0.012,
  'relay-gone': 0.008,
  lose: 0.012,
  'register-split': 0.03,
  'register-forget': 0.02,
  restore: 0.012,
});

/** All kinds, in the order above. */
export const faultKinds: readonly FaultKind[] = Object.freeze(Object.keys(badDay) as FaultKind[]);

/** The chances of these kinds alone; the others never happen. */
export function onlyFaults(
  kinds: Iterable<FaultKind>,
  chances: FaultChances = everything,
): FaultChances {
  const wanted = new Set(kinds);
  return Object.fromEntries(
    faultKinds.map((kind) => [kind, wanted.has(kind) ? chances[kind] : 0]),
  ) as FaultChances;
}
