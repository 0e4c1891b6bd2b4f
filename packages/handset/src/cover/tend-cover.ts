import type { ReadKey } from '@sotto/core';
import { erase } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { decodeCover, encodeCover } from '../storage/cover-record.ts';
import type { CoverRecord } from '../storage/cover-record.ts';
import { tables } from '../storage/tables.ts';
import { isNotAdmitted } from '../sync/admission.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import { createChance } from './chance.ts';
import { holdsHandset } from './cover-for.ts';
import { freshenCover } from './freshen-cover.ts';
import { eraseCover } from '../vault/erase-cover.ts';
import { makeCoverBeside } from './make-cover-beside.ts';

const name = { table: tables.cover, id: 'cover' } as const;
const lookMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * Keeps a handset's cover such that it could have been used yesterday: tells it on, and sees to it that its mailboxes are at the relays, so
 * that its first session asks for nothing that others do not ask for. Makes one where there is none.
 *
 * @param cover the volume that the cover is in
 * @returns milliseconds until there may be something to do again
 * @throws codes of the relay and the link that pass
 */
export async function tendCover(engine: Engine, cover: SealedStore): Promise<number> {
  if (!(await holdsHandset(cover))) await begin(engine, cover);
  const stored = await engine.store.get(name);
  if (stored === undefined) return lookMs;
  const record = decodeCover(stored);
  try {
    await tend(engine, cover, record);
  } finally {
    // Keys of people whom a cover alone knows.
    erase(...record.people.map(({ deviceSeed }) => deviceSeed));
  }
  return lookMs;
}

async function tend(engine: Engine, cover: SealedStore, known: CoverRecord): Promise<void> {
  let record = known;
  const nowMs = engine.clock.now();
  if (Math.abs(nowMs - record.freshAtMs) > handsetLimits.coverFreshenMs) {
    const { language, lockAfterSeconds } = engine.settings.read();
    const homes = engine.homes
      .relays()
      .map((relay) => ({ relay, credit: engine.homes.credit(relay) }));
    record = await freshenCover(
      engine,
      cover,
      { ...record, language: language || record.language },
      { homes, settings: { language, lockAfterSeconds }, nowMs },
    );
    await keep(engine, record);
  }
  const isOld = Math.abs(nowMs - record.openedAtMs) > handsetLimits.coverMailboxesMs;
  const isDue = record.waitingFromMs <= nowMs;
  const due = [...(isOld ? record.mailboxes : []), ...(isDue ? record.waiting : [])];
  if (due.length > 0) {
    await openAll(engine, due);
    const mailboxes = [...record.mailboxes, ...(isDue ? record.waiting : [])];
    await keep(engine, {
      ...record,
      mailboxes: mailboxes.slice(-handsetLimits.maxCoverMailboxes),
      waiting: isDue ? [] : record.waiting,
      openedAtMs: isOld ? nowMs : record.openedAtMs,
    });
  }
}

/** After a duress passphrase there is none left. Its mailboxes are asked for some days later, when nothing tells what they are for. */
async function begin(engine: Engine, cover: SealedStore): Promise<void> {
  const days = createChance(engine.crypto).number(1, handsetLimits.maxCoverMailboxesDays);
  const mailboxesFromMs = engine.clock.now() + days * dayMs;
  const { first, beside } = await makeCoverBeside(engine, engine.store, { mailboxesFromMs });
  await engine.store.write(beside);
  await cover.write(first);
  eraseCover({ first, beside });
}

async function keep({ store }: Engine, record: CoverRecord): Promise<void> {
  await store.write([{ put: name, value: encodeCover(record) }]);
}

async function openAll(
  { sync, homes, stopping }: Engine,
  mailboxes: readonly ReadKey[],
): Promise<void> {
  for (const readKey of mailboxes) {
    try {
      await sync.openMailbox(readKey, homes.relays(), stopping);
    } catch (error) {
      // Where this handset may have no more mailboxes, its cover does without: it is asked again next time.
      if (isNotAdmitted(error)) return;
      throw error;
    }
  }
}
