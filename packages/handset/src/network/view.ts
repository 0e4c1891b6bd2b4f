import { noticeGrades, noticesAt, pulseAt, roleNames } from '@sotto/charter';
import type { Charter, Network as ReadNetwork, Pulse, RoleName } from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import { parseVerifierKey } from '@sotto/tlog';
import type {
  KnownNetwork,
  Network,
  NetworkFreeze,
  NetworkMove,
  NetworkNotice,
  NetworkPulse,
  NetworkRole,
} from '../api.ts';
import { toHex } from '../hex.ts';
import type { NetworkBook } from './book.ts';
import type { Seen } from './seen.ts';

export interface ViewParts {
  readonly book: NetworkBook;
  readonly seen: Seen;
  readonly homes: () => readonly RelayUrl[];
  readonly move: () => Promise<NetworkMove | undefined>;
}

/** What people are shown of the network, as of now. @throws VAULT_BROKEN */
export async function networkView({ book, seen, homes, move }: ViewParts): Promise<Network> {
  const hash = book.pin.hash();
  if (hash === undefined) return { state: 'none' };
  const charterHash = toHex(hash);
  const { readAtMs, trouble } = book.reading.now();
  const [head, network] = [book.position()?.head, book.network()];
  const troubled = trouble === undefined ? {} : { trouble };
  if (head === undefined || network === undefined)
    return { state: 'waiting', charterHash, ...troubled };
  const { charter } = network.document;
  const nowSeconds = Math.floor(book.nowMs() / 1_000);
  const [freeze, moving] = [await freezeOf(book), await move()];
  const active = new Set(homes());
  return {
    state: 'known',
    charterHash,
    name: charter.name,
    ...peopleOf(charter),
    relays: network.relays.map((each) => ({ ...each, isHome: active.has(each.relay) })),
    witnesses: charter.witnesses.map((key) => {
      const { name } = parseVerifierKey(key);
      const seenAt = head.cosignatures.find(({ witness }) => witness === name)?.atSeconds;
      return seenAt === undefined ? { name } : { name, seenAtMs: seenAt * 1_000 };
    }),
    witnessQuorum: charter.witnessQuorum,
    entries: head.size,
    root: toHex(head.root),
    readAtMs,
    operatorPulse: pulse(
      pulseAt(network.loggedAtSeconds, charter.pulse.operatorSeconds, nowSeconds),
    ),
    witnessPulse: pulse(pulseAt(head.witnessedAtSeconds, charter.pulse.witnessSeconds, nowSeconds)),
    notices: await noticesOf(book, seen, network, nowSeconds),
    ...(freeze === undefined ? {} : { freeze }),
    ...recoveryOf(network),
    evidence: book.proofs.count(),
    alarms: book.alarms.raised(charter),
    ...(moving === undefined ? {} : { moving }),
    ...troubled,
  };
}

function peopleOf(charter: Charter): Pick<KnownNetwork, 'persons' | 'roles'> {
  const present = roleNames.flatMap((role) => {
    const found = charter.roles[role];
    return found === undefined ? [] : [{ role, found }];
  });
  const personsIn = (keys: readonly number[]): readonly string[] => {
    const persons = new Set(keys.map((key) => charter.keys[key]?.person));
    return charter.persons.filter((_, person) => persons.has(person));
  };
  const roles = present.map(({ role, found }): NetworkRole => ({
    role,
    threshold: found.threshold,
    persons: personsIn(found.keys),
    expiresAtMs: found.expiresAtSeconds * 1_000,
  }));
  const rolesOf = (name: string): readonly RoleName[] =>
    roles.filter(({ persons }) => persons.includes(name)).map(({ role }) => role);
  return { persons: charter.persons.map((name) => ({ name, roles: rolesOf(name) })), roles };
}

async function noticesOf(
  book: NetworkBook,
  seen: Seen,
  network: ReadNetwork,
  nowSeconds: number,
): Promise<readonly NetworkNotice[]> {
  const gravest = noticesAt(network, nowSeconds).toSorted(
    (a, b) => rank(b.grade) - rank(a.grade) || b.index - a.index,
  );
  return Promise.all(
    gravest.map(async ({ number, grade, texts, loggedAtSeconds, expiresAtSeconds, index }) => ({
      number,
      grade,
      texts,
      loggedAtMs: loggedAtSeconds * 1_000,
      expiresAtMs: expiresAtSeconds * 1_000,
      entry: index,
      signedBy: await signersOf(book, index),
      isSeen: seen.has(number),
    })),
  );
}

async function freezeOf(book: NetworkBook): Promise<NetworkFreeze | undefined> {
  const freeze = book.freeze.now();
  if (freeze === undefined) return undefined;
  const { level, reasons, loggedAtSeconds, endsAtSeconds, index } = freeze;
  return {
    level,
    reasons,
    loggedAtMs: loggedAtSeconds * 1_000,
    endsAtMs: endsAtSeconds * 1_000,
    entry: index,
    signedBy: await signersOf(book, index),
  };
}

function recoveryOf({
  document,
  recovery,
}: ReadNetwork): Pick<KnownNetwork, 'recovery'> | undefined {
  if (recovery === undefined) return undefined;
  const { loggedAtSeconds } = recovery;
  const fromSeconds = loggedAtSeconds + document.charter.recoveryDelaySeconds;
  return {
    recovery: {
      announcedAtMs: loggedAtSeconds * 1_000,
      inForceFromMs: fromSeconds * 1_000,
      name: recovery.document.charter.name,
    },
  };
}

/** Names of the persons who signed an entry, each once. */
async function signersOf({ kept }: NetworkBook, index: number): Promise<readonly string[]> {
  const { outcome } = await kept.entry(index);
  if (!outcome?.accepted) return [];
  return [...new Set(outcome.signedBy.flatMap(({ persons }) => persons))];
}

function pulse({ step, sinceSeconds }: Pulse): NetworkPulse {
  return { step, sinceMs: sinceSeconds * 1_000 };
}

function rank(grade: NetworkNotice['grade']): number {
  return noticeGrades.indexOf(grade);
}
