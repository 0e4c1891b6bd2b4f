/** A batch of calls that is on disk as it came. Its bodies are in memory too. */
export interface YoungBatch {
  /** Its number in the journal. */
  n: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Seconds since 1970. */
  readonly storedAt: number;
  readonly envelopes: YoungEnvelope[];
  /** Post ids that it added. */
  postIds: number;
}

/** An envelope that is in a batch, not yet in the table of envelopes. */
export interface YoungEnvelope {
  readonly mailbox: MailboxState;
  readonly batch: YoungBatch;
  readonly position: number;
  readonly postIdAt: number;
  readonly bodyAt: number;
  readonly bodyBytes: number;
  /** Seconds since 1970. */
  readonly until: number;
  /** Acked, or removed with its mailbox. */
  gone: boolean;
}

/** A mailbox as the store's thread knows it. */
export interface MailboxState {
  readonly id: number;
  readonly key: string;
  idleSeconds: number;
  /** Seconds since 1970: when it counts as idle, if nothing happens; and what of it is on disk. */
  idleAt: number;
  savedIdleAt: number;
  nextPosition: number;
  /** Positions up to this one may have been given, as far as the disk knows. */
  reservedPosition: number;
  /** In the table of envelopes. */
  settledEnvelopes: number;
  settledBytes: number;
  /** In batches: rising positions, all higher than those in the table. Those before `youngFirst` are gone. */
  young: YoungEnvelope[];
  youngFirst: number;
  youngBytes: number;
}

export function youngCount({ young, youngFirst }: MailboxState): number {
  return young.length - youngFirst;
}

/** Lets go of the first ones, as long as `done` says so. */
export function dropYoung(
  mailbox: MailboxState,
  done: (envelope: YoungEnvelope) => boolean,
): number {
  let dropped = 0;
  for (
    let first = mailbox.young[mailbox.youngFirst];
    first !== undefined && done(first);
    first = mailbox.young[mailbox.youngFirst]
  ) {
    first.gone = true;
    mailbox.youngBytes -= first.bodyBytes;
    mailbox.youngFirst++;
    dropped++;
  }
  if (mailbox.youngFirst === mailbox.young.length) {
    mailbox.young = [];
    mailbox.youngFirst = 0;
  } else if (mailbox.youngFirst > 64 && mailbox.youngFirst * 2 > mailbox.young.length) {
    mailbox.young = mailbox.young.slice(mailbox.youngFirst);
    mailbox.youngFirst = 0;
  }
  return dropped;
}
