import type { Backup, BackupDrill, BackupKeeping, BackupPlan, RecoveryKey } from '@sotto/handset';
import { safeLine } from '@sotto/terminal';
import { isoTime } from './iso-time.ts';
import { localTime } from './local-time.ts';

/** What a backup would have, and what not. */
export interface BackupPlanRow extends BackupPlan {
  readonly type: 'backup-plan';
}

export interface BackupRow {
  readonly type: 'backup';
  readonly backup: string;
  readonly place: 'file' | 'relay';
  readonly name: string;
  readonly at: string;
  readonly bytes: number;
  readonly messages: number;
  /** Absent while it was never tried. */
  readonly drill?: DrillFacts;
}

export interface DrillFacts {
  readonly at: string;
  readonly good: boolean;
  readonly failure?: string;
}

/** How the backup at the relay for the key on paper is. */
export interface BackupKeepingRow {
  readonly type: 'backup-keeping';
  readonly on: boolean;
  readonly state: BackupKeeping['state'];
  readonly alarming: boolean;
  readonly made?: string;
  readonly kept?: string;
  readonly gone?: string;
  readonly own?: boolean;
  readonly failure?: { readonly since: string; readonly code: string };
}

/** Shown once: to be written on paper. */
export interface RecoveryKeyRow {
  readonly type: 'recovery-key';
  readonly code: string;
  readonly qr: string;
  readonly relay: string;
  readonly device: string;
}

export function backupRow({ id, madeAtMs, drill, ...backup }: Backup): BackupRow {
  return {
    type: 'backup',
    backup: id,
    ...backup,
    at: isoTime(madeAtMs),
    ...(drill === undefined ? {} : { drill: drillFacts(drill) }),
  };
}

function drillFacts({ atMs, isGood, failure }: BackupDrill): DrillFacts {
  const reason = failure === undefined ? {} : { failure };
  return { at: isoTime(atMs), good: isGood, ...reason };
}

export function keepingRow(keeping: BackupKeeping): BackupKeepingRow {
  const { isOn, state, isAlarming, madeAtMs, keptAtMs, goneAtMs, isOwn, failure } = keeping;
  return {
    ...{ type: 'backup-keeping', on: isOn, state, alarming: isAlarming },
    ...(madeAtMs === undefined ? {} : { made: isoTime(madeAtMs) }),
    ...(keptAtMs === undefined ? {} : { kept: isoTime(keptAtMs) }),
    ...(goneAtMs === undefined ? {} : { gone: isoTime(goneAtMs) }),
    ...(isOwn === undefined ? {} : { own: isOwn }),
    ...(failure === undefined
      ? {}
      : { failure: { since: isoTime(failure.sinceMs), code: failure.code } }),
  };
}

export function recoveryKeyRow({ text, qr, relay, device }: RecoveryKey): RecoveryKeyRow {
  return { type: 'recovery-key', code: text, qr, relay, device };
}

const red = (text: string): string => `\u001B[31m${text}\u001B[39m`;

export function backupText({ place, name, at, bytes, messages, drill }: BackupRow): string {
  const what = `${localTime(at)}  ${place}  ${name}  ${messages} messages  ${size(bytes)}`;
  if (drill === undefined) return `${what}\n  never tried: sotto backup drill`;
  return drill.good
    ? `${what}\n  restores, tried ${localTime(drill.at)}`
    : `${what}\n  ${red(`DOES NOT RESTORE, tried ${localTime(drill.at)}: ${drill.failure ?? ''}. Make a new one.`)}`;
}

export function keepingText(row: BackupKeepingRow): string {
  const { on, state, alarming, made = '', gone = '', own, failure } = row;
  const lines = [
    `For the key on paper: ${on ? 'kept at the relay' : 'not kept: sotto backup keep on'}`,
  ];
  if (state === 'none') lines.push('  none is there yet: sotto backup make');
  else if (state === 'gone')
    lines.push(`  that of ${localTime(made)} is gone since ${localTime(gone)}`);
  else
    lines.push(
      `  that of ${localTime(made)}${own === true ? '' : ', by another device of yours'}, is there until ${localTime(gone)}`,
    );
  if (failure !== undefined)
    lines.push(
      `  it could not be made again since ${localTime(failure.since)}: ${safeLine(failure.code)}`,
    );
  if (!alarming) return lines.join('\n');
  const advice = 'YOU MAY NOT COME BACK BY IT. Let sotto watch run, or make one: sotto backup make';
  return red([...lines, `  ${advice}`].join('\n'));
}

export function backupPlanText({ parts, without, bytes }: BackupPlanRow): string {
  return [
    'In it:',
    ...parts.map(({ part, count, bytes: of }) => `  ${part}: ${count} (${size(of)})`),
    'Not in it:',
    ...without.map((each) => `  ${leftOut[each]}`),
    `About ${size(bytes)}.`,
  ].join('\n');
}

const leftOut: Readonly<Record<BackupPlan['without'][number], string>> = {
  pictures: 'pictures',
  ratchets: 'the keys of messages: a restored device comes back as a new one',
  disappearing: 'messages that disappear or are shown once',
  invites: 'invites that were not used yet',
  unsent: 'what was not sent yet: it is there as not sent, and sotto retry sends it',
  search: 'the search: it is made anew',
};

export function recoveryKeyText({ code, relay }: RecoveryKeyRow): string {
  return [
    'Write this down and keep it away from this machine. It is shown once.',
    `  ${code}`,
    `  ${relay}`,
    'Then make a backup for it: sotto backup make. It is made again by itself while sotto watch runs.',
  ].join('\n');
}

function size(bytes: number): string {
  return bytes < 1_048_576
    ? `${Math.ceil(bytes / 1_024)} KiB`
    : `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
