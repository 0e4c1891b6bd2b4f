import { safeLine, safeLines } from '@sotto/terminal';
import { localTime } from '../local-time.ts';
import { gradeTexts } from './act-text.ts';
import { levelTexts } from './network-news.ts';
import type { NetworkRow, ProofRow } from './network-row.ts';
import { textFor } from './text-for.ts';

const indent = '    ';

/** What `network` says to people: how it stands first, then what stands, who runs it, and who watches them. */
export function networkText(row: NetworkRow): string {
  if (row.state === 'none')
    return 'This handset follows no network whose operators act in the open. sotto network join HASH makes it follow one.';
  const lines =
    row.state === 'waiting'
      ? ['The log of this network was not found yet. sotto network refresh looks again.']
      : [stateText(row), ...standingLines(row), ...roleLines(row), ...placeLines(row)];
  if (row.trouble !== undefined) lines.push(troubleText(row.trouble));
  lines.push(`charter hash  ${row.charterHash ?? ''}`);
  if (row.root !== undefined) lines.push(`log root      ${row.root}`);
  return lines.join('\n');
}

/** The worst that is true of whether the operators can be watched. */
function stateText(row: NetworkRow): string {
  const { operatorPulse, witnessPulse, evidence = 0, readAt = '', entries = 0 } = row;
  const name = safeLine(row.name ?? '');
  const read = `Read ${localTime(readAt)}, ${entries} ${entries === 1 ? 'entry' : 'entries'}.`;
  const since = (iso = ''): string => localTime(iso);
  if (evidence > 0)
    return `${name}: its log was shown in two versions. sotto network evidence FILE saves the proof: give it to others. ${read}`;
  if (witnessPulse?.step === 'silent')
    return `${name}: no witness has vouched for its log since ${since(witnessPulse.since)}. ${read}`;
  if (operatorPulse?.step === 'silent')
    return `${name}: nobody has heard from the operators since ${since(operatorPulse.since)}. ${read}`;
  // What went wrong with a file says nothing of the relays.
  const { relay, reason } = row.trouble ?? {};
  if (relay !== undefined || reason === 'unreachable')
    return `${name}: the relays show no newer log that can be trusted. ${read}`;
  if (witnessPulse?.step === 'late')
    return `${name}: the witnesses have been quiet since ${since(witnessPulse.since)}. ${read}`;
  if (operatorPulse?.step === 'late')
    return `${name}: the operators have been quiet since ${since(operatorPulse.since)}. ${read}`;
  return `${name}: everything that the operators did is in the open and up to date. ${read}`;
}

function standingLines(row: NetworkRow): string[] {
  const { notices = [], freeze, alarms = [], recovery, moving } = row;
  const lines = notices.map(
    ({ grade, texts, signedBy, loggedAt, expiresAt, entry }) =>
      `notice   ${gradeTexts[grade]}, until ${localTime(expiresAt)}, entry ${entry}, signed by ${safeLine(signedBy.join(', '))} on ${localTime(loggedAt)}\n${said(texts)}`,
  );
  if (freeze !== undefined) {
    const { level, reasons, signedBy, loggedAt, endsAt, entry } = freeze;
    lines.push(
      `freeze   ${levelTexts[level]}, since ${localTime(loggedAt)}, until ${localTime(endsAt)}, entry ${entry}, signed by ${safeLine(signedBy.join(', '))}\n${said(reasons)}`,
    );
  }
  for (const { witness, raisedAt, texts } of alarms)
    lines.push(
      `alarm    by the witness ${safeLine(witness)} alone, on ${localTime(raisedAt)}\n${said(texts)}`,
    );
  if (recovery !== undefined)
    lines.push(
      `recovery the keys are to be replaced on ${localTime(recovery.inForceFrom)}; announced ${localTime(recovery.announcedAt)}`,
    );
  if (moving !== undefined)
    lines.push(
      `moving   ${moving.doneConversations} of ${moving.totalConversations} conversations, away from ${moving.from.join(', ')}`,
    );
  return lines;
}

function said(texts: Parameters<typeof textFor>[0]): string {
  return `${indent}${safeLines(textFor(texts), indent)}`;
}

function roleLines({ roles = [] }: NetworkRow): string[] {
  return roles.map(
    ({ role, threshold, persons, expiresAt }) =>
      `${role.padEnd(8)} ${threshold} of: ${safeLine(persons.join(', '))}; until ${localTime(expiresAt)}`,
  );
}

function placeLines({ relays = [], witnesses = [], witnessQuorum = 0 }: NetworkRow): string[] {
  return [
    ...relays.map(({ relay, standing, isHome }) => {
      const facts = [isHome ? 'yours' : '', standing === 'draining' ? 'being closed' : ''];
      const said = facts.filter(Boolean).join(', ');
      return `relay    ${safeLine(relay)}${said === '' ? '' : `  ${said}`}`;
    }),
    ...witnesses.map(
      ({ name, seenAt }) =>
        `witness  ${safeLine(name)}  ${seenAt === undefined ? 'has vouched for nothing here' : `vouched ${localTime(seenAt)}`}; ${witnessQuorum} must`,
    ),
  ];
}

const troubleTexts: Readonly<Record<string, string>> = {
  unreachable: 'no relay could be reached',
  slow: 'a relay took too long',
  missing: 'the relays have no log to show',
  malformed: 'the log that was shown is damaged',
  otherLog: 'the log that was shown is of another network',
  unsigned: 'the log that was shown is not signed with its key',
  forged: 'the log that was shown has a false signature',
  witnessesTooFew: 'too few witnesses vouch for the log that was shown',
  incomplete: 'parts of the log are missing or were changed',
  handoverMissing: 'the log changed hands, and the old witnesses did not vouch for that',
  notPinned: 'the log that was shown does not begin as this network does',
  tooLong: 'the log that was shown is too long to be genuine',
};

function troubleText({ reason, since, relay }: NonNullable<NetworkRow['trouble']>): string {
  const where = relay === undefined ? '' : ` (${safeLine(relay)})`;
  return `trouble  since ${localTime(since)}: ${troubleTexts[reason] ?? reason}${where}`;
}

const proofSources = {
  relay: 'a relay showed another log than before',
  member: 'another member was shown another log',
  file: 'a file held another log',
} as const;

export function proofText({ id, foundAt, from, file }: ProofRow): string {
  const saved = file === undefined ? '' : `\n${indent}saved as ${safeLine(file)}`;
  return `proof ${id.slice(0, 16)}  found ${localTime(foundAt)}: ${proofSources[from]}${saved}`;
}
