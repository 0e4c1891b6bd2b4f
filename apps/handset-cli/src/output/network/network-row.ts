import type { KnownNetwork, Network, NetworkEvidence } from '@sotto/handset';
import { isoTime } from '../iso-time.ts';

/** What `network` prints. All but `state` are absent while nothing of the log was read; then there is the hash alone. */
export interface NetworkRow {
  readonly type: 'network';
  readonly state: Network['state'];
  readonly charterHash?: string;
  readonly name?: string;
  readonly roles?: readonly RoleFacts[];
  readonly relays?: KnownNetwork['relays'];
  readonly witnesses?: readonly { readonly name: string; readonly seenAt?: string }[];
  /** So many of them must vouch. */
  readonly witnessQuorum?: number;
  readonly entries?: number;
  readonly root?: string;
  readonly readAt?: string;
  readonly operatorPulse?: PulseFacts;
  readonly witnessPulse?: PulseFacts;
  readonly notices?: readonly NoticeFacts[];
  readonly freeze?: FreezeFacts;
  readonly recovery?: {
    readonly announcedAt: string;
    readonly inForceFrom: string;
    readonly name: string;
  };
  /** How many proofs there are that the log lied. */
  readonly evidence?: number;
  /** What witnesses say by themselves. */
  readonly alarms?: readonly AlarmFacts[];
  readonly moving?: KnownNetwork['moving'];
  readonly trouble?: { readonly reason: string; readonly since: string; readonly relay?: string };
}

type Role = KnownNetwork['roles'][number];
type Notice = KnownNetwork['notices'][number];
type Freeze = NonNullable<KnownNetwork['freeze']>;

export interface RoleFacts extends Pick<Role, 'role' | 'threshold' | 'persons'> {
  readonly expiresAt: string;
}

export interface PulseFacts {
  readonly step: KnownNetwork['operatorPulse']['step'];
  readonly since: string;
}

export interface NoticeFacts extends Pick<
  Notice,
  'number' | 'grade' | 'texts' | 'entry' | 'signedBy'
> {
  readonly loggedAt: string;
  readonly expiresAt: string;
  readonly seen: boolean;
}

export interface FreezeFacts extends Pick<Freeze, 'level' | 'reasons' | 'entry' | 'signedBy'> {
  readonly loggedAt: string;
  readonly endsAt: string;
}

export interface AlarmFacts extends Pick<KnownNetwork['alarms'][number], 'witness' | 'texts'> {
  readonly raisedAt: string;
}

/** A proof that the log lied; `file` when it was saved. */
export interface ProofRow {
  readonly type: 'proof';
  readonly id: string;
  readonly foundAt: string;
  readonly from: NetworkEvidence['from'];
  readonly file?: string;
}

/** The whole log was saved. */
export interface LogFileRow {
  readonly type: 'log-file';
  readonly file: string;
  readonly sizeBytes: number;
}

export function networkRow(network: Network): NetworkRow {
  if (network.state === 'none') return { type: 'network', state: 'none' };
  const { charterHash, trouble } = network;
  const known = network.state === 'known' ? knownFacts(network) : {};
  return {
    type: 'network',
    state: network.state,
    charterHash,
    ...known,
    ...(trouble && {
      trouble: {
        reason: trouble.reason,
        since: isoTime(trouble.sinceMs),
        ...(trouble.relay === undefined ? {} : { relay: trouble.relay }),
      },
    }),
  };
}

function knownFacts(network: KnownNetwork): Partial<NetworkRow> {
  const { name, relays, witnessQuorum, entries, root, evidence } = network;
  const { freeze, recovery, moving } = network;
  return {
    name,
    roles: network.roles.map(({ role, threshold, persons, expiresAtMs }) => ({
      ...{ role, threshold, persons, expiresAt: isoTime(expiresAtMs) },
    })),
    relays,
    witnesses: network.witnesses.map((one) => ({
      name: one.name,
      ...(one.seenAtMs === undefined ? {} : { seenAt: isoTime(one.seenAtMs) }),
    })),
    witnessQuorum,
    entries,
    root,
    readAt: isoTime(network.readAtMs),
    operatorPulse: pulseFacts(network.operatorPulse),
    witnessPulse: pulseFacts(network.witnessPulse),
    notices: network.notices.map(noticeFacts),
    ...(freeze && { freeze: freezeFacts(freeze) }),
    ...(recovery && {
      recovery: {
        announcedAt: isoTime(recovery.announcedAtMs),
        inForceFrom: isoTime(recovery.inForceFromMs),
        name: recovery.name,
      },
    }),
    evidence,
    alarms: network.alarms.map(({ witness, texts, raisedAtMs }) => ({
      ...{ witness, texts, raisedAt: isoTime(raisedAtMs) },
    })),
    ...(moving && { moving }),
  };
}

function pulseFacts({ step, sinceMs }: KnownNetwork['operatorPulse']): PulseFacts {
  return { step, since: isoTime(sinceMs) };
}

function noticeFacts(notice: Notice): NoticeFacts {
  const { number, grade, texts, entry, signedBy, loggedAtMs, expiresAtMs, isSeen } = notice;
  const times = { loggedAt: isoTime(loggedAtMs), expiresAt: isoTime(expiresAtMs) };
  return { number, grade, texts, entry, signedBy, ...times, seen: isSeen };
}

function freezeFacts({
  level,
  reasons,
  entry,
  signedBy,
  loggedAtMs,
  endsAtMs,
}: Freeze): FreezeFacts {
  const times = { loggedAt: isoTime(loggedAtMs), endsAt: isoTime(endsAtMs) };
  return { level, reasons, entry, signedBy, ...times };
}

export function proofRow(proof: NetworkEvidence, file?: string): ProofRow {
  const { id, foundAtMs, from } = proof;
  return {
    ...{ type: 'proof', id, foundAt: isoTime(foundAtMs), from },
    ...(file === undefined ? {} : { file }),
  };
}
