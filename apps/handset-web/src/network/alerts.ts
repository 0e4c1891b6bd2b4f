import type { KnownNetwork, Network, NetworkNotice } from '@sotto/handset';

/** Something about the network that stands above every screen. */
export type Alert =
  | { readonly kind: 'notice'; readonly notice: NetworkNotice }
  | { readonly kind: 'freeze'; readonly freeze: NonNullable<KnownNetwork['freeze']> }
  | { readonly kind: 'lied'; readonly count: number }
  | { readonly kind: 'alarm'; readonly alarm: KnownNetwork['alarms'][number] }
  | { readonly kind: 'silence'; readonly of: 'operators' | 'witnesses'; readonly pulse: Pulse }
  | { readonly kind: 'recovery'; readonly recovery: NonNullable<KnownNetwork['recovery']> }
  | { readonly kind: 'moving'; readonly moving: NonNullable<KnownNetwork['moving']> };

type Pulse = KnownNetwork['operatorPulse'];
type Grade = NetworkNotice['grade'];

/** Those that nobody may miss: they stand in front of everything until they were read, and above it as long as they hold. */
const graveGrades: ReadonlySet<Grade> = new Set(['stopSending', 'move', 'destroyKeys']);

export function isGrave({ grade }: NetworkNotice): boolean {
  return graveGrades.has(grade);
}

/** The notice that stands in front of everything now, and how many do. */
export function unreadGrave(network: Network): readonly NetworkNotice[] {
  if (network.state !== 'known') return [];
  return network.notices.filter((notice) => isGrave(notice) && !notice.isSeen);
}

/** What stands above every screen, the gravest first. */
export function alertsOf(network: Network): readonly Alert[] {
  if (network.state !== 'known') return [];
  const { notices, freeze, recovery, evidence, alarms, moving } = network;
  const { operatorPulse, witnessPulse } = network;
  const alerts: Alert[] = notices
    .filter((notice) => isGrave(notice) || !notice.isSeen)
    .map((notice) => ({ kind: 'notice', notice }));
  if (freeze) alerts.push({ kind: 'freeze', freeze });
  if (evidence > 0) alerts.push({ kind: 'lied', count: evidence });
  for (const alarm of alarms) alerts.push({ kind: 'alarm', alarm });
  if (witnessPulse.step !== 'fresh')
    alerts.push({ kind: 'silence', of: 'witnesses', pulse: witnessPulse });
  if (operatorPulse.step !== 'fresh')
    alerts.push({ kind: 'silence', of: 'operators', pulse: operatorPulse });
  if (recovery) alerts.push({ kind: 'recovery', recovery });
  if (moving) alerts.push({ kind: 'moving', moving });
  return alerts.sort((a, b) => weight(b) - weight(a));
}

/** The same alert keeps its key; a new one, or one that became graver, has another. */
export function keyOf(alert: Alert): string {
  switch (alert.kind) {
    case 'notice':
      return `notice-${alert.notice.number}`;
    case 'freeze':
      return `freeze-${alert.freeze.entry}`;
    case 'alarm':
      return `alarm-${alert.alarm.witness}-${alert.alarm.raisedAtMs}`;
    case 'silence':
      return `silence-${alert.of}-${alert.pulse.step}`;
    case 'recovery':
      return `recovery-${alert.recovery.announcedAtMs}`;
    case 'lied':
    case 'moving':
      return alert.kind;
  }
}

/** How loud it is: from 4, whoever overlooks it may come to harm; 0 is said in passing. */
export function loudness(alert: Alert): 0 | 1 | 2 | 3 | 4 | 5 {
  switch (alert.kind) {
    case 'notice':
      return gradeLoudness[alert.notice.grade];
    case 'freeze':
      return levelLoudness[alert.freeze.level];
    case 'lied':
    case 'alarm':
      return 4;
    case 'silence':
      return alert.pulse.step === 'silent' ? 3 : 1;
    case 'recovery':
      return 2;
    case 'moving':
      return 0;
  }
}

const gradeLoudness = { advice: 1, update: 2, stopSending: 4, move: 4, destroyKeys: 5 } as const;
const levelLoudness = { advice: 1, noUpdates: 2, noNewMembers: 3, noSending: 4 } as const;

/** By loudness; of equals, what the operators say first, then what holds by itself, then what was found here. */
function weight(alert: Alert): number {
  const order = ['moving', 'recovery', 'silence', 'alarm', 'lied', 'freeze', 'notice'];
  return loudness(alert) * order.length + order.indexOf(alert.kind);
}
