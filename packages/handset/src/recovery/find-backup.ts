import type { Clock, Crypto, Link, RelayUrl } from '@sotto/core';
import type { BackupSource } from '../api.ts';
import type { BlobPlace } from '@sotto/protocol';
import { createEventHub } from '../events/event-hub.ts';
import { handsetError } from '../error.ts';
import { fetchElsewhere } from '../group/elsewhere.ts';
import { handsetLimits } from '../limits.ts';
import { createHomes } from '../sync/homes.ts';
import { createSync } from '../sync/sync.ts';
import type { Sync } from '../sync/sync.ts';
import { dayOf, finderPoint, openNotes, placesIn } from './finder.ts';

interface Parts {
  readonly crypto: Crypto;
  readonly link: Link;
  readonly clock: Clock;
}

export interface Wanted {
  readonly relay: RelayUrl;
  readonly finder: Uint8Array;
  readonly signal: AbortSignal;
}

/**
 * The newest backup that is noted at a relay for a paper key, before there is a handset. It is fetched blob by blob while it is read.
 * @throws BACKUP_UNKNOWN when none is noted there any more, BACKUP_UNREACHABLE (retryable)
 */
export async function* findBackup(parts: Parts, { relay, finder, signal }: Wanted): BackupSource {
  const { crypto, clock } = parts;
  const stop = new AbortController();
  const stopping = AbortSignal.any([signal, stop.signal]);
  const homes = createHomes([{ relay, credit: new Uint8Array(0) }]);
  const events = createEventHub();
  const engine = { ...parts, homes, holderSeed: crypto.random(32), events, stopping };
  const sync = createSync(engine, { report: () => {}, over: () => {} });
  sync.start();
  try {
    const fetch = async (place: BlobPlace): Promise<Uint8Array> => {
      const bytes = await fetchElsewhere(engine, place, [relay]).catch((cause: unknown) => {
        signal.throwIfAborted();
        throw unreachable(cause);
      });
      if (bytes === undefined)
        throw handsetError('BACKUP_DAMAGED', 'A part of the backup is not at the relay any more.');
      return bytes;
    };
    const list = await newestList({ crypto, clock, sync }, { relay, finder, signal: stopping });
    for (const place of placesIn(await fetch(list))) yield await fetch(place);
  } finally {
    stop.abort(handsetError('HANDSET_LOCKED', 'The search for a backup is over.'));
    await sync.stopped();
  }
}

async function newestList(
  { crypto, clock, sync }: Pick<Parts, 'crypto' | 'clock'> & { readonly sync: Sync },
  { relay, finder, signal }: Wanted,
): Promise<BlobPlace> {
  const today = dayOf(clock.now()) + 1;
  const days = Math.ceil(handsetLimits.blobTtlSeconds / 86_400) + 2;
  for (let back = 0; back <= days && back <= today; back++) {
    const point = await finderPoint(crypto, finder, today - back);
    const [found] = await sync.lookup([relay], point.token, signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw unreachable(cause);
    });
    const place = await openNotes(crypto, point, found?.bodies ?? []);
    if (place !== undefined) return place;
  }
  throw handsetError('BACKUP_UNKNOWN', 'There is no backup for this paper key at the relay.');
}

function unreachable(cause: unknown): Error {
  return handsetError('BACKUP_UNREACHABLE', 'The relay cannot be asked for the backup now.', {
    cause,
    retryable: true,
  });
}
