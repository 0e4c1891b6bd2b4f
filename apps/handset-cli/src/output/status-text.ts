import type { StatusRow } from './row.ts';
import { safeLine } from '@sotto/terminal';
import { wipeTestSummary } from './wipe-row.ts';

/** What `status` says to people: what is zero is left out. */
export function statusText(row: StatusRow): string {
  const lines: (readonly [label: string, text: string])[] = [
    ['identity', row.identity],
    ['name', safeLine(row.name)],
    [row.relays.length > 1 ? 'relays' : 'relay', row.relays.join(', ')],
    ['connection', `${row.connection}${row.watched ? ', held open by sotto watch' : ''}`],
    ['queued', String(row.queued)],
    ['conversations', String(row.conversations)],
    ['used', `${Math.ceil(row.usedBytes / 1_000)} kB`],
  ];
  if (row.clockSkewMs !== undefined && Math.abs(row.clockSkewMs) > 60_000) {
    const minutes = Math.round(row.clockSkewMs / 60_000);
    lines.push(['clock', `${minutes} minutes off the relay's`]);
  }
  const dropped = Object.entries(row.dropped).filter(([, count]) => count > 0);
  if (dropped.length > 0) {
    lines.push(['dropped', dropped.map(([why, count]) => `${count} ${why}`).join(', ')]);
  }
  for (const sentence of healingSentences(row.healing)) lines.push(['healing', sentence]);
  if (row.storage.tampered.length > 0)
    lines.push(['storage', 'CHANGED FROM OUTSIDE: sotto check tells more']);
  if (row.wipeTest !== undefined) lines.push(['wipe test', wipeTestSummary(row.wipeTest)]);
  return lines.map(([label, text]) => `${label.padEnd(13)}  ${text}`).join('\n');
}

/** What could not be read at first and what became of it, in plain words. */
function healingSentences(healing: StatusRow['healing']): readonly string[] {
  const { missing, repaired, lost, forksHealed, rejoined } = healing;
  const all: readonly (readonly [count: number, one: string, many: string])[] = [
    [missing, '1 message is missing and was asked for', 'messages are missing and were asked for'],
    [
      repaired,
      '1 message was missing and came after all',
      'messages were missing and came after all',
    ],
    [lost, '1 message could not be recovered', 'messages could not be recovered'],
    [
      forksHealed,
      'a split conversation was made one again',
      'times a split conversation was made one again',
    ],
    [
      rejoined,
      'this handset came back into a conversation',
      'times this handset came back into a conversation',
    ],
  ];
  return all
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => (count === 1 ? one : `${count} ${many}`));
}
